import { afterAll, beforeAll, expect, it } from "vitest";
import { createEmbedded, type Embedded } from "../../test/store/embedded.ts";
import { storeCases } from "../testing/store-conformance.ts";

let embedded: Embedded;
beforeAll(async () => void (embedded = await createEmbedded()));
afterAll(() => embedded.close());

it("has cases to run", () => expect(storeCases.length).toBeGreaterThan(15));
for (const each of storeCases) {
  it(each.name, async (context) => {
    if (each.severalOpeners === true) context.skip("PGlite has one connection");
    await each.run({ open: embedded.createStore, openAgain: embedded.createStore });
  });
}
