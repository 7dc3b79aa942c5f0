import { expect, it } from "vitest";
import { createStage, readEvents } from "../../../../test/doubles/gateway-stage.ts";
import { createTinyPredictor } from "../../../../test/doubles/tiny-predictor.ts";
import { PremiseError } from "../../../errors/premise-error.ts";

const question = "Which gas do plants take in?";

it("gives a distribution as `premise ask` does, recorded, with its cost in the ledger", async () => {
  await using stage = createStage();
  const response = await stage.post("/premise/v1/ask", { model: "world", question, choices: ["oxygen", "helium"] });
  const result = (await response.json()) as { answers: { probability: number }[]; runId: string; premise: { id: string }; cost: { promptTokens: number; scoredTokens: number } };
  expect(result.answers.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
  expect(result.premise.id).toBe("expert-panel");
  expect((await stage.deps.runs.read(result.runId)).status).toBe("done");
  const { hold } = stage.rows[0]!.opening;
  expect(stage.rows[0]!.settlement).toMatchObject({ outcome: "done", charge: { requests: 1, tokens: result.cost.promptTokens + result.cost.scoredTokens } });
  expect(hold.tokens).toBeGreaterThanOrEqual(result.cost.promptTokens + result.cost.scoredTokens);
});

it("streams each step, then the result", async () => {
  await using stage = createStage();
  const events = await readEvents(await stage.post("/premise/v1/ask", { model: "world?premise=domain-expert&temperature=0", question, samples: 2, maxTokens: 3, stream: true }));
  expect(events.map(({ event }) => event).filter((event) => event === "step").length).toBeGreaterThan(3);
  expect(events.at(-1)).toMatchObject({ event: "result", data: { premise: { id: "domain-expert" }, sampling: { temperature: 0, samples: 2, maxTokens: 3 } } });
});

it("that fails on the way ends its stream with an error of that name, and is no success in the ledger", async () => {
  const predictor = { ...createTinyPredictor(), score: async () => await Promise.reject(new PremiseError("engine/failed", { action: "score", problem: "it broke" })) };
  await using stage = createStage({ predictor });
  const events = await readEvents(await stage.post("/premise/v1/ask", { model: "world", question, choices: ["oxygen", "helium"], stream: true }));
  expect(events.at(-1)).toMatchObject({ event: "error", data: { error: { code: "engine/failed" } } });
  expect(events.some(({ event }) => event === "result")).toBe(false);
  expect(stage.rows[0]!.settlement).toMatchObject({ outcome: "failed" });
});

it("names what is wrong before anything is held or recorded", async () => {
  await using stage = createStage();
  for (const [body, status, param] of [
    [{ question, premise: "expert-pannel" }, 404, "premise"], [{ question, premise: "./x.yaml" }, 404, "premise"], [{ question: "" }, 400, "question"],
    [{ question, choices: ["a", "b"], samples: 3 }, 400, null], [{ question, choices: ["a"] }, 400, "choices"],
  ] as const) {
    const response = await stage.post("/premise/v1/ask", { model: "world", ...body });
    expect([response.status, ((await response.json()) as { error: { param: string | null } }).error.param], JSON.stringify(body)).toEqual([status, param]);
  }
  expect([stage.rows, await stage.deps.runs.list()]).toEqual([[], []]);
});
