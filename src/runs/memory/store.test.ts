import { expect, it } from "vitest";
import { runStoreCases } from "../../testing/run-store-conformance.ts";
import { createMemoryRunStore } from "./store.ts";

it("has cases to run", () => expect(runStoreCases.length).toBeGreaterThan(4));
for (const each of runStoreCases) it(each.name, () => each.run(createMemoryRunStore));
