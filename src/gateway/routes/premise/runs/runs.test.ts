import { describe, expect, it, onTestFinished } from "vitest";
import { makeCalibrations } from "../../../../../test/credence/made-up-calibration.ts";
import { createStage, createWorld, readEvents, type Stage, type StageSetting } from "../../../../../test/doubles/gateway-stage.ts";
import { PremiseError } from "../../../../errors/premise-error.ts";
import type { CallOptions, Predictor, SampleRequest } from "../../../../predictor/predictor.ts";
import type { Step } from "../../../../protocol/results.ts";
import type { ReasonResult } from "../../../../reason/result.ts";

const body = { kind: "reason", model: "world", question: "Why does the bread rise?", steps: 3, ends: "at-steps", maxCredence: 0.5, seed: 5 };
/** Under the premise's own limit, which refuses most drafts of the world. */
const gated = { ...body, maxCredence: undefined };

function open(setting: StageSetting = {}): Stage {
  const predictor = setting.predictor ?? createWorld();
  const stage = createStage({ predictor, calibrations: makeCalibrations(predictor.info), ...setting });
  onTestFinished(async () => await stage[Symbol.asyncDispose]());
  return stage;
}

function change(predictor: Predictor, members: Partial<Predictor>): Predictor {
  return new Proxy(predictor, {
    get(target, name) {
      const found: unknown = Reflect.get(name in members ? members : target, name, target);
      return typeof found === "function" ? (found.bind(target) as unknown) : found;
    },
  });
}

/** Draws as the world does, but waits before the draw of number `at` until it is let go. */
function createHeld(at: number): { readonly predictor: Predictor; readonly reached: Promise<void>; readonly release: () => void; readonly draws: () => number } {
  const world = createWorld();
  const reached = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  let draws = 0;
  async function* sample(requests: readonly SampleRequest[], options?: CallOptions): ReturnType<Predictor["sample"]> {
    if (draws++ === at) {
      reached.resolve();
      await Promise.race([held.promise, new Promise((_, reject) => options?.signal?.addEventListener("abort", () => reject(new PremiseError("interrupted"))))]);
    }
    yield* world.sample(requests, options);
  }
  return { predictor: change(world, { sample }), reached: reached.promise, release: held.resolve, draws: () => draws };
}

async function ask(stage: Stage, change: object = {}): Promise<ReasonResult> {
  const response = await stage.post("/premise/v1/runs", { ...body, ...change });
  expect(response.status).toBe(200);
  return (await response.json()) as ReasonResult;
}

async function detach(stage: Stage, path = "/premise/v1/runs", change: object = body): Promise<string> {
  const response = await stage.post(path, { ...change, detach: true });
  expect(response.status).toBe(202);
  const { id } = (await response.json()) as { id: string };
  expect(response.headers.get("location")).toBe(`/premise/v1/runs/${id}`);
  return id;
}

const watch = async (stage: Stage, id: string): ReturnType<typeof readEvents> => await readEvents(await stage.app.request(`http://localhost/premise/v1/runs/${id}/progress`));
const read = async (stage: Stage, id: string): Promise<{ status: string; steps: Step[] }> => (await (await stage.app.request(`http://localhost/premise/v1/runs/${id}`)).json()) as { status: string; steps: Step[] };
const errorOf = async (response: Response): Promise<{ status: number; code: string; param: string | null }> => ({ status: response.status, ...((await response.json()) as { error: { code: string; param: string | null } }).error });
const spentBy = (steps: readonly Step[]): number => steps.reduce((sum, { cost }) => sum + cost.scoredTokens + cost.generatedTokens, 0);

describe("a question that is thought through", () => {
  it("gives its result, recorded as a run, charged what was drawn and scored, within what was held", async () => {
    const stage = open();
    const result = await ask(stage);
    expect([result.outcome, result.thoughts.length, result.question, result.premise.id]).toEqual(["answered", 3, body.question, "working-notes"]);
    const run = await read(stage, result.runId);
    expect(run.status).toBe("done");
    const [row] = stage.rows;
    expect(spentBy(run.steps)).toBe(result.cost.generatedTokens + result.cost.scoredTokens);
    expect(row?.settlement).toMatchObject({ outcome: "done", charge: { requests: 1, tokens: spentBy(run.steps), micros: 0 } });
    expect(row?.opening.hold.tokens).toBeGreaterThanOrEqual(spentBy(run.steps));
    expect(((await (await stage.app.request("http://localhost/premise/v1/runs")).json()) as { runs: { id: string; kind: string }[] }).runs).toMatchObject([{ id: result.runId, kind: "reason" }]);
    await expect.poll(async () => await (await stage.app.request("http://localhost/metrics")).text()).toContain('premise_credence_count{question="author_is_ai",model="world"} 1\n');
  });

  it("streams the run's id first, then each step, then the result, and no text of a refused draft", async () => {
    const stage = open();
    const response = await stage.post("/premise/v1/runs", { ...gated, tries: 6, stream: true });
    expect(response.headers.get("ai-disclosure")).toContain("world");
    const events = await readEvents(response);
    const last = events.at(-1) as { event: string; data: ReasonResult };
    expect([events[0]?.event, last.event]).toEqual(["progress", "result"]);
    expect(events[0]?.data).toMatchObject({ runId: last.data.runId });
    const shown = events.flatMap(({ event, data }) => (event === "step" ? [data as unknown as Step] : []));
    const { steps } = await read(stage, last.data.runId);
    expect(shown.map(({ id }) => id)).toEqual(steps.map(({ id }) => id));
    const refused = steps.filter(({ verdict }) => verdict !== null && verdict.action !== "accept");
    expect(refused.length).toBeGreaterThan(0);
    for (const { id } of refused) {
      const output = shown.find((step) => step.id === id)?.output as Record<string, unknown>;
      expect([output["withheld"], output["text"], output["tokens"]]).toEqual([true, undefined, undefined]);
    }
  });

  it("withholds refused drafts of a tree too", async () => {
    const stage = open();
    const events = await readEvents(await stage.post("/premise/v1/runs", { ...gated, ends: undefined, tree: { width: 4, keep: 2 }, stream: true }));
    const drafts = events.flatMap(({ data }) => ((data as unknown as Step).kind === "expand" ? ((data as unknown as Step).output as { drafts: { verdict: { action: string }; output: Record<string, unknown> }[] }).drafts : []));
    const refused = drafts.filter(({ verdict }) => verdict.action !== "accept");
    expect([refused.length > 0, refused.length < drafts.length]).toEqual([true, true]);
    expect(refused.every(({ output }) => !("text" in output))).toBe(true);
  });

  it("holds its budget, and what its choices come to", async () => {
    const stage = open();
    await ask(stage, { budget: 2000 });
    await ask(stage, { budget: 2000, choices: ["yeast", "salt"] });
    expect(stage.rows.map(({ opening }) => opening.hold.tokens)).toEqual([2000, 2000 + 6 + 5]);
    await ask(stage, { policy: "none", maxCredence: undefined });
    const free = stage.rows[2]?.opening.hold.tokens ?? 0;
    await ask(stage, { tries: 5 });
    expect(stage.rows[3]?.opening.hold.tokens).toBeGreaterThan(3 * free);
    const small = open({ refuse: ({ hold }) => (hold.tokens > 3000 ? new PremiseError("gateway/over-budget", { limit: 3000, unit: "tokens", left: 3000, needed: hold.tokens }) : null) });
    expect(await errorOf(await small.post("/premise/v1/runs", body))).toMatchObject({ status: 429, code: "insufficient_quota" });
    expect((await small.post("/premise/v1/runs", { ...body, budget: 2500 })).status).toBe(200);
  });

  it("names what is wrong before anything is held or recorded", async () => {
    const stage = open();
    for (const [change, status, param] of [
      [{ kind: "ask" }, 400, "kind"], [{ model: "nothing" }, 404, "model"], [{ premise: "nothing" }, 404, "premise"], [{ premise: "peer-review" }, 400, "premise"],
      [{ premise: "working-notes", policy: "panel" }, 400, "policy"], [{ budget: 0 }, 400, "budget"], [{ budget: 10 }, 400, "budget"], [{ steps: 0 }, 400, "steps"], [{ steps: 1.5 }, 400, "steps"],
      [{ question: "" }, 400, "question"], [{ question: " " }, 400, "question"], [{ choices: ["a", "a"] }, 400, "choices"], [{ maxCredence: 0 }, 400, "maxCredence"], [{ seed: -1 }, 400, "seed"],
      [{ policy: "none" }, 400, "maxCredence"], [{ policy: "stop", tries: 2 }, 400, "tries"], [{ policy: "re-anchor", choices: ["a", "b"], tries: 2 }, 400, "tries"], [{ returns: 2 }, 400, "returns"], [{ tree: { width: 2 } }, 400, "ends"],
      [{ stream: true, detach: true }, 400, "detach"], [{ documents: "/etc" }, 400, "documents"],
    ] as const) expect(await errorOf(await stage.post("/premise/v1/runs", { ...body, ...change })), JSON.stringify(change)).toMatchObject({ status, param });
    expect([stage.rows, await stage.deps.runs.list()]).toEqual([[], []]);
  });

  it("says in which run it failed, and costs nothing then but that it was asked", async () => {
    const predictor = change(createWorld(), { score: async () => await Promise.reject(new PremiseError("engine/failed", { action: "score", problem: "it broke" })) });
    const stage = open({ predictor });
    const answer = (await (await stage.post("/premise/v1/runs", body)).json()) as { error: { code: string }; premise: { runId: string } };
    expect(answer.error.code).toBe("engine/failed");
    expect((await read(stage, answer.premise.runId)).status).toBe("failed");
    expect(stage.rows[0]?.settlement).toMatchObject({ outcome: "failed", charge: { requests: 1, tokens: 0 } });
    expect((await watch(stage, answer.premise.runId)).at(-1)).toMatchObject({ event: "error", data: { error: { code: "run/failed" }, premise: { runId: answer.premise.runId } } });
  });
});

describe("a run without its client", () => {
  it("goes on, is watched from its first step to its result, and is settled when it ends", async () => {
    const { predictor, reached, release } = createHeld(2);
    const stage = open({ predictor });
    const id = await detach(stage);
    await reached;
    expect([stage.rows[0]?.settlement, stage.deps.lifetime.active()]).toEqual([null, 0]);
    const watching = watch(stage, id);
    expect(await errorOf(await stage.post(`/premise/v1/runs/${id}/resume`, {}))).toMatchObject({ status: 409, code: "run/in-use" });
    release();
    const events = await watching;
    const { steps } = await read(stage, id);
    expect(events.flatMap(({ event, data }) => (event === "step" ? [(data as unknown as Step).id] : []))).toEqual(steps.map((step) => step.id));
    expect(events.at(-1)).toMatchObject({ event: "result", data: { runId: id } });
    expect(stage.rows[0]?.settlement).toMatchObject({ outcome: "done", status: 202, charge: { requests: 1, tokens: spentBy(steps) } });
    expect((await watch(stage, id)).at(-1)).toEqual(events.at(-1));
  });

  it("is cancelled, resumed and forked by others, each paying for what was done for it", async () => {
    const { predictor, reached, draws } = createHeld(2);
    const stage = open({ predictor });
    const id = await detach(stage);
    await reached;
    const watching = watch(stage, id);
    expect(await (await stage.post(`/premise/v1/runs/${id.slice(0, -1)}/cancel`, "")).json()).toEqual({ id, status: "interrupted" });
    expect((await watching).at(-1)).toMatchObject({ event: "error", data: { error: { code: "run/interrupted" } } });
    expect((await watch(stage, id)).at(-1)).toMatchObject({ event: "error", data: { error: { code: "run/interrupted" } } });
    expect(stage.rows[0]?.settlement?.outcome).toBe("stopped");
    const drawn = draws();
    const result = (await (await stage.post(`/premise/v1/runs/${id}/resume`, {})).json()) as ReasonResult;
    expect([result.runId, draws() - drawn]).toEqual([id, result.drafts - 2]);
    const { steps } = await read(stage, id);
    expect(stage.rows.map(({ settlement }) => settlement?.charge.tokens ?? 0).reduce((sum, each) => sum + each, 0)).toBe(spentBy(steps));
    expect(stage.rows[1]?.opening.hold.tokens).toBe((stage.rows[0]?.opening.hold.tokens ?? 0) - (stage.rows[0]?.settlement?.charge.tokens ?? 0));
    expect(await errorOf(await stage.post(`/premise/v1/runs/${id}/resume`, {}))).toMatchObject({ status: 409, code: "run/finished" });
    expect(await (await stage.post(`/premise/v1/runs/${id}/cancel`, "")).json()).toEqual({ id, status: "done" });
    const fork = (await (await stage.post(`/premise/v1/runs/${id}/fork`, { steps: 3, seed: 99 })).json()) as ReasonResult;
    const forked = await read(stage, fork.runId);
    expect([fork.runId === id, fork.seed, forked.steps.slice(0, 3)]).toEqual([false, 99, steps.slice(0, 3)]);
    expect(forked.steps[4]?.id).not.toBe(steps[4]?.id);
    expect(stage.rows[2]?.settlement?.charge.tokens).toBe(spentBy(forked.steps.slice(3)));
    expect(await errorOf(await stage.post(`/premise/v1/runs/${id}/fork`, { steps: 1000 }))).toMatchObject({ status: 400, param: "steps" });
  });

  it("stops with its client where it was not detached, and can be resumed to the same end", async () => {
    const whole = await ask(open());
    const { predictor, reached } = createHeld(2);
    const stage = open({ predictor });
    const leaving = new AbortController();
    const response = await stage.post("/premise/v1/runs", { ...body, stream: true }, {}, leaving.signal);
    const reading = response.text().catch(() => "");
    await reached;
    const [run] = await stage.deps.runs.list();
    leaving.abort();
    await reading;
    const id = run?.header.id ?? "";
    await expect.poll(async () => (await read(stage, id)).status).toBe("interrupted");
    await expect.poll(() => stage.rows[0]?.settlement?.outcome).toBe("gone");
    const id2 = await detach(stage, `/premise/v1/runs/${id}/resume`, {});
    const last = (await watch(stage, id2)).at(-1) as { event: string; data: ReasonResult };
    expect([id2, last.event, last.data.answers]).toEqual([id, "result", whole.answers]);
  });

  it("is charged to nobody's request but its key's where an earlier process began it", async () => {
    const stage = open();
    const engine = await stage.deps.reasoning.engine();
    const { runId } = await ask(stage);
    const [asked] = stage.rows;
    // Begun without a request, as the engine does with what was left in its queue.
    let job: unknown;
    const fork = await engine.fork(runId, { steps: 0, change: (old) => ({ ...old, input: { ...(job = old.input, old.input as object), key: "a-key" } }) });
    await fork.result();
    await expect.poll(() => stage.rows[1]?.settlement).toMatchObject({ outcome: "done", status: null, charge: { requests: 0, tokens: asked?.settlement?.charge.tokens } });
    expect(stage.rows[1]?.opening).toMatchObject({ keyId: "a-key", route: "/premise/v1/runs", model: "world" });
    expect(job).toMatchObject({ key: null });
  });

  it("does not keep the server from stopping, whoever watches it", async () => {
    const { predictor, reached, release } = createHeld(2);
    const stage = open({ predictor });
    const id = await detach(stage);
    await reached;
    const watching = watch(stage, id);
    await expect.poll(() => stage.deps.lifetime.active()).toBe(1);
    await stage.deps.lifetime.stop(0);
    expect((await watching).at(-1)).toMatchObject({ event: "error", data: { error: { code: "gateway/stopped" } } });
    expect(stage.rows[0]?.settlement).toBe(null);
    release();
    await expect.poll(() => stage.rows[0]?.settlement?.outcome).toBe("done");
  });

  it("is stopped when the key that asked for it is revoked", async () => {
    const { predictor, reached } = createHeld(2);
    const stage = open({ predictor, requiresKey: true });
    const key = await stage.addKey();
    const response = await stage.post("/premise/v1/runs", { ...body, detach: true }, { authorization: `Bearer ${key}` });
    const { id } = (await response.json()) as { id: string };
    await reached;
    await stage.revoke("key 000000000001");
    await expect.poll(() => stage.rows[0]?.settlement?.outcome).toBe("stopped");
    expect((await stage.deps.runs.read(id)).status).toBe("interrupted");
  });
});

it("is looked at with the scope read, and begun, stopped and gone on with by the scope infer", async () => {
  const stage = open({ requiresKey: true });
  const [infer, look] = [await stage.addKey({ scopes: ["infer"] }), await stage.addKey({ scopes: ["read"] })];
  const send = async (key: string, method: string, path: string, sent?: object): Promise<number> =>
    (await stage.app.request(`http://localhost/premise/v1/runs${path}`, { method, headers: { authorization: `Bearer ${key}`, "content-type": "application/json" }, ...(sent === undefined ? {} : { body: JSON.stringify(sent) }) })).status;
  expect(await send(look, "POST", "", body)).toBe(403);
  expect(await send(infer, "POST", "", body)).toBe(200);
  expect(await send(infer, "GET", "/2026/progress")).toBe(403);
  expect(await send(look, "GET", "/2026/progress")).toBe(200);
  for (const action of ["resume", "cancel", "fork"]) expect(await send(look, "POST", `/2026/${action}`, {}), action).toBe(403);
  expect(await send(infer, "POST", "/nothing/resume", {})).toBe(404);
  expect(await send(infer, "POST", "/nothing/cancel")).toBe(404);
  expect(await send(infer, "POST", "/nothing/fork", { steps: 1 })).toBe(404);
  expect(await send(look, "GET", "/nothing/progress")).toBe(404);
});
