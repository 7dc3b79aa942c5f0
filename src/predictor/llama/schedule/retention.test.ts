import { describe, expect, it } from "vitest";
import { Call } from "./call.ts";
import { Retention } from "./retention.ts";
import type { Task } from "./task.ts";

const breakEven = 1000;

type Tokens = readonly number[];

/** A call whose first text is done, and whose others wait. */
function begin(texts: readonly Tokens[], { isSorted = true, goesOn = false, size = texts.length } = {}): Call {
  const call = new Call({ id: 1, size, isSorted, goesOn, tasks: texts.map((tokens) => ({ tokens }) as unknown as Task).values(), onOver: () => undefined, onFailed: () => undefined });
  call.take();
  call.finish();
  return call;
}

function text(first: number, length: number): number[] {
  return Array.from({ length }, (_, i) => (i === 0 ? first : i));
}

/** One call after another of a single text, `tokens` evaluated for each before it is over. */
function work(retention: Retention, texts: readonly Tokens[], tokens: number): void {
  for (const each of texts) {
    retention.note(begin([each]), each);
    retention.pass(tokens);
  }
}

/** How long a text would be kept now. */
function keep(retention: Retention): number {
  const own = text(0, 50);
  return retention.keepFor(begin([own]), own);
}

describe("retention", () => {
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

  it("counts the time from when a call is over: sixteen conversations at once that draw more than what pays", () => {
    const retention = new Retention(breakEven);
    for (let turn = 0; turn < 6; turn++) {
      const texts = Array.from({ length: 16 }, (_, i) => text(1000 + i, 100 + 50 * turn));
      const calls = texts.map((each) => new Call({ id: 1, size: 1, isSorted: false, goesOn: false, tasks: [{ tokens: each } as unknown as Task].values(), onOver: () => undefined, onFailed: () => undefined }));
      calls.forEach((call, i) => retention.note(call, texts[i] ?? []));
      retention.pass(2 * breakEven);
      for (const call of calls) {
        call.take();
        call.finish();
      }
      retention.pass(16);
    }
    expect(keep(retention)).toBeGreaterThan(950);
  });

  it("counts the part that was used, once a call", () => {
    const retention = new Retention(breakEven);
    // All begin with the same 100 tokens of 400.
    work(retention, Array.from({ length: 60 }, (_, i) => [...text(1, 100), ...text(5000 + i, 300)]), 300);
    expect(keep(retention)).toBeGreaterThan(200);
    expect(keep(retention)).toBeLessThan(300);
  });

  it("learns nothing from texts of a few tokens, with which all begin", () => {
    const retention = new Retention(breakEven);
    work(retention, Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? [1] : [1, ...text(5000 + i, 300)])), 300);
    expect(keep(retention)).toBe(128);
  });

  it("keeps less of each text of a call of many", () => {
    const own = text(1, 50);
    expect(new Retention(breakEven).keepFor(begin([own], { size: 10 }), own)).toBe(50);
  });

  it("keeps all of every text whose user says that it goes on from it, however many there are", () => {
    const retention = new Retention(breakEven);
    const own = [...text(1, 120), 7, 7];
    const call = begin([own, [...text(1, 120), 8]], { goesOn: true, size: 10 });
    expect(retention.keptLength(call, own)).toBe(Number.POSITIVE_INFINITY);
    expect(retention.keepFor(call, own)).toBeGreaterThan(breakEven);
  });

  it("keeps, while a call goes on, what its next text begins with", () => {
    const retention = new Retention(breakEven);
    const own = [...text(1, 120), 7, 7];
    const shares = begin([own, [...text(1, 120), 8]]);
    expect(retention.keptLength(shares, own)).toBe(120);
    expect(retention.keepFor(shares, own)).toBe(breakEven);
    const differs = begin([own, text(2, 120)]);
    expect(retention.keptLength(differs, own)).toBe(Number.POSITIVE_INFINITY);
    expect(retention.keepFor(differs, own)).toBe(250);
    // Samples come in the order of their requests, so the one after the next may share more.
    expect(retention.keptLength(begin([own, [...text(1, 20), 8], own], { isSorted: false }), own)).toBe(Number.POSITIVE_INFINITY);
  });
});
