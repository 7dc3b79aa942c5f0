import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Play, Stage } from "../../test/doubles/pool-stage.ts";
import { createPredictorPool } from "./pool.ts";
import { createWorldPredictor } from "./world/world-predictor.ts";

describe("predictor pool", () => {
  it("opens a model once for all who lease it, and lets them use it", async () => {
    let opened = 0;
    await using pool = createPredictorPool({ memoryBytes: 1, idleSeconds: 60, estimateBytes: () => 1, open: async () => {
      opened++;
      return createWorldPredictor();
    } });
    const leases = await Promise.all([1, 2, 3].map(() => pool.lease("world")));
    expect([opened, new Set(leases.map(({ predictor }) => predictor)).size]).toEqual([1, 1]);
    expect(await leases[0]?.predictor.tokenize(["The"])).toHaveLength(1);
    expect(pool.models()).toEqual([{ model: "world", bytes: 1, users: 3, state: "open" }]);
    for (const lease of leases) lease.release();
    expect(pool.models()[0]?.users).toBe(0);
  });

  it("closes what was used longest ago, and only as much as it must", async () => {
    const stage = new Stage();
    for (const model of ["a", "b", "a"]) (await stage.pool.lease(model)).release();
    (await stage.pool.lease("c")).release();
    expect(stage.alive).toEqual(["a", "c"]);
    (await stage.pool.lease("d")).release();
    expect(stage.alive).toEqual(["d"]);
  });

  it("waits while everything is in use, in order of arrival", async () => {
    const stage = new Stage();
    const [a, c] = [await stage.pool.lease("a"), await stage.pool.lease("c")];
    const order: string[] = [];
    const waiting = ["d", "a", "b"].map((model) => stage.pool.lease(model).then((lease) => {
      order.push(model);
      return lease;
    }));
    c.release();
    await setImmediate();
    // Closing c would not make room for d, so it stays.
    expect([order, stage.alive]).toEqual([[], ["a", "c"]]);
    a.release();
    (await waiting[0])?.release();
    for (const lease of waiting.slice(1)) (await lease).release();
    expect(order).toEqual(["d", "a", "b"]);
  });

  it("refuses at once what does not fit alone, and passes on why an estimate or an opening failed", async () => {
    const stage = new Stage({ prompt: false });
    await expect(stage.pool.lease("huge")).rejects.toMatchObject({ code: "model/over-budget" });
    await expect(stage.pool.lease("unknown")).rejects.toMatchObject({ code: "model/over-budget" });
    const both = [stage.pool.lease("a"), stage.pool.lease("a")].map((lease) => expect(lease).rejects.toThrow("cannot"));
    await setImmediate();
    stage.opened[0]?.fail();
    await Promise.all(both);
    await setImmediate();
    expect([stage.opened.length, stage.pool.models()]).toEqual([1, []]);
    const again = stage.pool.lease("a");
    await setImmediate();
    stage.opened[1]?.finish();
    expect((await again).predictor).toMatchObject({ model: "a" });
  });

  it("gives up for whom is aborted, in the queue and while the model is opened", async () => {
    const stage = new Stage({ prompt: false });
    const stops = Array.from({ length: 3 }, () => new AbortController());
    const leases = ["d", "d", "a"].map((model, i) => stage.pool.lease(model, { signal: (stops[i] as AbortController).signal }));
    const refused = leases.map((lease) => expect(lease).rejects.toMatchObject({ code: "interrupted" }));
    await setImmediate();
    stops[2]?.abort();
    stops[0]?.abort();
    await Promise.all([refused[2], refused[0]]);
    expect(stage.opened.map(({ signal }) => signal.aborted)).toEqual([false]);
    stops[1]?.abort();
    await refused[1];
    expect(stage.opened.map(({ signal }) => signal.aborted)).toEqual([true]);
    // It was opened all the same: the next waits until it is closed.
    const next = stage.pool.lease("c", { signal: AbortSignal.timeout(10_000) });
    stage.opened[0]?.finish();
    await setImmediate();
    expect(stage.alive).toEqual(["d"]);
    stage.opened[0]?.end();
    await setImmediate();
    stage.opened[1]?.finish();
    expect((await next).predictor).toMatchObject({ model: "c" });
    await expect(stage.pool.lease("a", { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "interrupted" });
  });

  it("closes what nobody used for long, but not what is used again by then", async () => {
    const stage = new Stage({ idleSeconds: 60 });
    (await stage.pool.lease("a")).release();
    const used = await stage.pool.lease("a");
    expect(stage.timers.size).toBe(0);
    (await stage.pool.lease("b")).release();
    stage.fireTimers();
    await setImmediate();
    expect(stage.alive).toEqual(["a"]);
    used.release();
    stage.fireTimers();
    await setImmediate();
    expect(stage.alive).toEqual([]);
  });

  it("opens a discarded model anew, after its last user", async () => {
    const stage = new Stage();
    const [first, second] = [await stage.pool.lease("a"), await stage.pool.lease("a")];
    first.discard();
    const next = stage.pool.lease("a");
    await setImmediate();
    expect(stage.opened).toHaveLength(1);
    second.release();
    expect((await next).predictor).not.toBe(first.predictor);
    expect(stage.alive).toEqual(["a"]);
  });

  it("closes after the last lease, or at once when it interrupts", async () => {
    const stage = new Stage();
    const used = await stage.pool.lease("a");
    const waiting = expect(stage.pool.lease("d")).rejects.toMatchObject({ code: "engine/closed" });
    const closed = stage.pool.close();
    await waiting;
    await expect(stage.pool.lease("a")).rejects.toMatchObject({ code: "engine/closed" });
    expect(stage.alive).toEqual(["a"]);
    used.release();
    await closed;
    expect(stage.alive).toEqual([]);

    const other = new Stage({ prompt: false });
    const opening = expect(other.pool.lease("a")).rejects.toMatchObject({ code: "engine/closed" });
    await setImmediate();
    const interrupted = other.pool.close({ interrupt: true });
    other.opened[0]?.finish();
    await opening;
    other.opened[0]?.end();
    await interrupted;
    expect([other.alive, other.pool.models()]).toEqual([[], []]);
  });

  it("keeps to the budget, holds no model twice, closes none in use and loses no lease, whatever happens", async () => {
    const command = fc.record({ act: fc.constantFrom("lease", "lease", "abort", "release", "release", "discard", "finish", "finish", "fail", "end", "idle"), at: fc.nat(30), model: fc.constantFrom("a", "b", "c", "d") });
    await fc.assert(fc.asyncProperty(fc.array(command, { maxLength: 60 }), async (commands) => {
      const play = new Play();
      for (const { act, at, model } of commands) {
        play.act(act, at, model);
        await setImmediate();
        expect(play.problems()).toEqual([]);
      }
      expect(await play.finish()).toEqual([]);
    }), { numRuns: 300 });
  });
});
