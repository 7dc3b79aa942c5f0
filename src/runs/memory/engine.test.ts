import { expect, it } from "vitest";
import { runEngineCases } from "../../testing/run-engine-conformance.ts";
import { exampleSetting, exampleStep } from "../../testing/run-store-conformance.ts";
import { createMemoryRunEngine } from "./engine.ts";

it("has cases to run", () => expect(runEngineCases.length).toBeGreaterThan(5));
for (const each of runEngineCases) it(each.name, () => each.run(async (bench) => createMemoryRunEngine({ ...exampleSetting(), ...bench })));

it("keeps what it was given, whatever becomes of that later", async () => {
  const input = { word: "first" };
  await using engine = createMemoryRunEngine({
    ...exampleSetting(),
    bodies: {
      say: async (given, steps) => {
        const { output } = await steps.take(async () => exampleStep({ output: given }));
        (output as { word: string }).word = "changed";
        return given;
      },
    },
  });
  const run = await engine.start({ kind: "say", title: "", input, fingerprint: null });
  input.word = "second";
  expect(await run.result()).toEqual({ word: "first" });
  expect((await engine.runs.read(run.id)).steps[0]?.output).toEqual({ word: "first" });
});
