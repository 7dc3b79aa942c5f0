import { expect, it } from "vitest";
import { listPremises } from "../premises/library.ts";
import { shippedTimeline } from "../premises/timeline-file.ts";
import { passStaticGate } from "./static.ts";

const [premise] = listPremises();

it("accepts what the library holds", () => {
  expect(listPremises().length).toBeGreaterThanOrEqual(10);
  for (const each of listPremises()) expect(passStaticGate(each)).toMatchObject({ verdict: { action: "accept", code: "gate/static-passed", limit: null }, error: null });
});

it("tells of every premise how likely an early AI is, or that it cannot be told", () => {
  const without = listPremises().filter((each) => each.world.date === null);
  expect(without.map(({ id }) => id)).toEqual(["plain-continuation"]);
  for (const each of listPremises()) {
    const { earlyAi } = passStaticGate(each);
    if (without.includes(each)) expect(earlyAi).toEqual({ kind: "cannot-measure", reason: "no-date" });
    else expect(earlyAi).toMatchObject({ kind: "computed", probability: expect.toSatisfy((value: number) => value > 0 && value <= 0.025) as number });
  }
});

it("stops above the policy's limit, and says why and what date would pass", () => {
  const late = { ...premise!, world: { ...premise!.world, date: "2031-01-01" } };
  const { verdict, error, earlyAi } = passStaticGate(late);
  expect(verdict).toEqual({ action: "stop", code: "gate/too-late", limit: 0.05 });
  expect(error?.row.exit).toBe(3);
  expect(error?.message).toBe(
    "The gate refused: by 2032-01-01 (2031-01-01 plus PT3H of work and a horizon of P1Y) an AI could shape the text with probability 0.34 by the timeline shipped-2026, and the policy allows 0.05. Give the premise a date of 2024-04-04 or earlier.",
  );
  expect(earlyAi).toMatchObject({ kind: "computed", until: "2032-01-01" });
  const withDate = (date: string): string => passStaticGate({ ...late, world: { ...late.world, date } }).verdict.code;
  expect([withDate("2024-04-04"), withDate("2024-04-05")]).toEqual(["gate/static-passed", "gate/too-late"]);
});

it("takes the premise's own limit and horizon, and another timeline", () => {
  const own = { ...premise!, policy: { ...premise!.policy, maxEarlyAi: 0.0008 } };
  expect(passStaticGate(own).verdict).toEqual({ action: "stop", code: "gate/too-late", limit: 0.0008 });
  const long = { ...premise!, policy: { ...premise!.policy, horizon: "25 years" } };
  expect(passStaticGate(long).verdict.code).toBe("gate/too-late");
  expect(passStaticGate({ ...long, policy: { ...long.policy, maxEarlyAi: 1 } }).verdict.code).toBe("gate/static-passed");
  const early = { ...shippedTimeline(), points: shippedTimeline().points.map((point) => ({ ...point, probability: 0.5 })) };
  expect(passStaticGate(premise!, early).error?.message).toMatch(/Give the premise a maxEarlyAi of 0\.5 or more, since no date passes at 0\.05\.$/);
});

it("stops where the timeline ends before the window does: it vouches for nothing there", () => {
  const after = { ...premise!, world: { ...premise!.world, date: "2150-01-01" }, policy: { ...premise!.policy, maxEarlyAi: 1 } };
  const { verdict, error, earlyAi } = passStaticGate(after);
  expect(earlyAi).toEqual({ kind: "cannot-measure", reason: "after-timeline" });
  expect(verdict.code).toBe("gate/too-late");
  expect(error?.message).toMatch(/says nothing beyond 2100-01-01\. Give the premise a date of 2098-12-31 or earlier\.$/);
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
