import { expect, it, onTestFinished } from "vitest";
import { freshPostgresUrl } from "../../../test/store/fresh.ts";
import { type StoreBench, storeCases } from "../../testing/store-conformance.ts";
import type { Store } from "../store.ts";
import { openPostgresStore } from "./store.ts";

function createBench(): StoreBench {
  let url: string | null = null;
  const openAgain = async (): Promise<Store> => {
    const store = await openPostgresStore(url ?? "");
    onTestFinished(() => store.close());
    return store;
  };
  const open = async (): Promise<Store> => {
    url = await freshPostgresUrl();
    return openAgain();
  };
  return { open, openAgain };
}

it("has cases to run", () => expect(storeCases.length).toBeGreaterThan(15));
for (const each of storeCases) {
  it(each.name, async (context) => {
    if (process.env["DATABASE_URL"] === undefined) context.skip("DATABASE_URL names no PostgreSQL; npm run test:postgres starts one");
    await each.run(createBench());
  });
}
