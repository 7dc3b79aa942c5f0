import { expect, it } from "vitest";
import { listPremises } from "../premises/library.ts";
import { passStaticGate } from "./static.ts";

const [premise] = listPremises();

it("accepts what the library holds", () => {
  expect(listPremises().length).toBeGreaterThanOrEqual(10);
  for (const each of listPremises()) expect(passStaticGate(each)).toEqual({ verdict: { action: "accept", code: "gate/static-passed", limit: null }, error: null });
});

it("stops at a process that is no human one, or beyond what humans can do", () => {
  const ai = passStaticGate({ ...premise!, process: { kind: "human", role: "language model" } });
  expect(ai.verdict).toMatchObject({ action: "stop", code: expect.stringMatching(/^premise\/predicts-/) as string });
  expect(ai.error?.code).toBe(ai.verdict.code);
  const cycle = passStaticGate({ ...premise!, process: { ref: "a" }, processes: { a: { kind: "archive", of: [{ ref: "a" }] } } });
  expect(cycle.verdict.code).toBe("premise/cycle");
  const long = passStaticGate({ ...premise!, resources: { ...premise!.resources, duration: "P50Y" } });
  expect(long.verdict.code).toBe("premise/beyond-max-human");
  expect(long.error?.row.exit).toBe(3);
});
