import { describe, expect, it } from "vitest";
import type { Call } from "./call.ts";
import { Retention } from "./retention.ts";
import type { Task } from "./task.ts";

const breakEven = 1000;

type Fake = { call: Call; task: Task };

/** A call of these texts whose first is done, as far as retention looks at it. */
function fake(texts: readonly (readonly number[])[], { growth = 0, over = false, size = texts.length } = {}): Fake {
  const [first, second] = texts.map((tokens): Task => ({ tokens, growth }) as unknown as Task) as [Task, Task | undefined];
  return { call: { over, size, next: second ?? null } as unknown as Call, task: first };
}

function text(first: number, length: number): number[] {
  return Array.from({ length }, (_, i) => (i === 0 ? first : i));
}

/** One call after another of a single text, `tokens` evaluated for each. */
function work(retention: Retention, texts: readonly (readonly number[])[], tokens: number): void {
  for (const each of texts) {
    const { call, task } = fake([each], { over: true });
    retention.note(call, task);
    retention.pass(tokens);
  }
}

describe("retention", () => {
  const later = fake([text(0, 50)], { over: true });
  const keep = (retention: Retention): number => retention.keepFor(later.call, later.task);

  it("keeps a text for half of what pays when nothing is known yet", () => {
    expect(keep(new Retention(breakEven))).toBe(500);
  });

  it("keeps texts hardly at all where none is used again", () => {
    const retention = new Retention(breakEven);
    work(retention, Array.from({ length: 40 }, (_, i) => text(i + 1, 300)), 300);
    expect(keep(retention)).toBe(128);
  });

  it("keeps texts for as long as it pays where each goes on", () => {
    const retention = new Retention(breakEven);
    work(retention, Array.from({ length: 40 }, (_, i) => text(1, 100 + 20 * i)), 20);
    expect(keep(retention)).toBeGreaterThan(950);
  });

  it("finds out again when texts go on after others, though they were no longer kept for that long", () => {
    const retention = new Retention(breakEven);
    work(retention, Array.from({ length: 40 }, (_, i) => text(i + 1, 300)), 300);
    // Ten conversations in turn, 30 tokens a step.
    work(retention, Array.from({ length: 400 }, (_, i) => text(1000 + (i % 10), 100 + 3 * i)), 30);
    expect(keep(retention)).toBeGreaterThan(950);
  });

  it("counts the part that was used", () => {
    const retention = new Retention(breakEven);
    // All begin with the same 100 tokens of 400.
    work(retention, Array.from({ length: 60 }, (_, i) => [...text(1, 100), ...text(5000 + i, 300)]), 300);
    expect(keep(retention)).toBeGreaterThan(200);
    expect(keep(retention)).toBeLessThan(300);
  });

  it("keeps less of each text of a call of many", () => {
    const { call, task } = fake([text(1, 50)], { over: true, size: 10 });
    expect(new Retention(breakEven).keepFor(call, task)).toBe(50);
  });

  it("keeps, while a call goes on, what its next text begins with", () => {
    const retention = new Retention(breakEven);
    const shares = fake([[...text(1, 120), 7, 7], [...text(1, 120), 8]]);
    expect(retention.keptLength(shares.call, shares.task)).toBe(120);
    expect(retention.keepFor(shares.call, shares.task)).toBe(breakEven);
    const differs = fake([text(1, 120), text(2, 120)]);
    expect(retention.keptLength(differs.call, differs.task)).toBe(Number.POSITIVE_INFINITY);
    expect(retention.keepFor(differs.call, differs.task)).toBe(250);
    const samples = fake([text(1, 120), text(1, 120)], { growth: 5 });
    expect(retention.keptLength(samples.call, samples.task)).toBe(Number.POSITIVE_INFINITY);
  });
});
