import { expect, it, onTestFinished } from "vitest";
import { freshPostgresUrl } from "../../../test/store/fresh.ts";
import { openPostgresStore } from "../../store/postgres/store.ts";
import { runStoreCases } from "../../testing/run-store-conformance.ts";
import { createStoredRunStore } from "./store.ts";

it("has cases to run", () => expect(runStoreCases.length).toBeGreaterThan(4));
for (const each of runStoreCases) {
  it(each.name, async (context) => {
    const url = await freshPostgresUrl();
    if (url === null) return context.skip("DATABASE_URL names no PostgreSQL; npm run test:postgres starts one");
    const store = await openPostgresStore(url);
    onTestFinished(() => store.close());
    await each.run((setting) => createStoredRunStore({ ...setting, store }));
  });
}
