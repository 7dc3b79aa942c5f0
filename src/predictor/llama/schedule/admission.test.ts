import { describe, expect, it } from "vitest";
import { PremiseError } from "../../../errors/premise-error.ts";
import { Admission } from "./admission.ts";
import { Call } from "./call.ts";
import { Calls } from "./calls.ts";
import type { Task } from "./task.ts";

describe("admission", () => {
  it("takes turns by the tokens that calls cost, those included that are only evaluated again for their logits", () => {
    const calls = new Calls(() => undefined);
    // All of it lies in the cache.
    const admission = new Admission({ calls, shortCells: 0, reserve: () => 0 });
    calls.add(createCall(1, 3, { tokens: 100, outputsFrom: 0 }));
    calls.add(createCall(2, 30, { tokens: 100, outputsFrom: 91 }));
    const turns = Array.from({ length: 24 }, () => admission.admit(0, () => true)?.call.id);
    // 100 and 9 tokens a task, and one for taking it.
    expect(turns.filter((id) => id === 1)).toHaveLength(3);
    expect(turns.slice(0, 12)).toEqual([1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
  });

  it("begins a call that comes later where the others are", () => {
    const calls = new Calls(() => undefined);
    const admission = new Admission({ calls, shortCells: 0, reserve: (tokens) => tokens.length });
    const admit = (): number | undefined => admission.admit(0, () => true)?.call.id;
    calls.add(createCall(1, 20, { tokens: 9, outputsFrom: 8 }));
    for (let i = 0; i < 10; i++) expect(admit()).toBe(1);
    calls.add(createCall(2, 20, { tokens: 9, outputsFrom: 8 }));
    const turns = Array.from({ length: 10 }, admit);
    expect(Math.abs(turns.filter((id) => id === 1).length - 5)).toBeLessThanOrEqual(1);
  });

  it("passes over a call whose user is behind, and one that is over is not there", () => {
    const ended: number[] = [];
    const calls = new Calls(({ id }) => ended.push(id));
    const admission = new Admission({ calls, shortCells: 0, reserve: () => 1 });
    for (const id of [1, 2]) calls.add(createCall(id, 5, { tokens: 2, outputsFrom: 1 }));
    calls.pause(1, true);
    expect(admission.admit(0, () => true)?.call.id).toBe(2);
    calls.pause(1, false);
    expect(admission.admit(0, () => true)?.call.id).toBe(1);
    calls.cancel(1, new PremiseError("interrupted"));
    expect(ended).toEqual([1]);
    expect(calls.size).toBe(1);
    expect(admission.admit(0, () => true)?.call.id).toBe(2);
  });
});

function createCall(id: number, count: number, { tokens: length, outputsFrom }: { tokens: number; outputsFrom: number }): Call {
  const tokens = Array.from({ length }, () => id);
  const task: Task = {
    tokens,
    text: tokens,
    promptTokens: length,
    outputsFrom,
    growth: 0,
    want: {},
    ask: () => ({ token: 0, want: {} }),
    take: () => null,
    finish: () => undefined,
    fail: () => undefined,
  };
  return new Call({ id, size: count, isSorted: true, goesOn: false, tasks: Array.from({ length: count }, () => task), onOver: () => undefined, onFailed: () => undefined });
}
