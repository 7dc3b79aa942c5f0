import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { EventQueue } from "./event-queue.ts";

describe("event queue", () => {
  it("gives everything in order, in portions, however it comes in", async () => {
    const queue = new EventQueue<number>();
    const portions: number[][] = [];
    const reading = (async () => {
      for await (const portion of queue.read(2)) portions.push(portion);
    })();
    queue.push([1, 2, 3]);
    await wait(5);
    expect(queue.length).toBe(0);
    queue.push([4]);
    queue.push([]);
    queue.end();
    await reading;
    expect(portions.flat()).toEqual([1, 2, 3, 4]);
    expect(Math.max(...portions.map(({ length }) => length))).toBe(2);
  });

  it("ends for a reader that waits, and keeps what was not read", async () => {
    const queue = new EventQueue<number>();
    const reader = queue.read();
    const waiting = reader.next();
    queue.push([7]);
    expect((await waiting).value).toEqual([7]);
    queue.push([8, 9]);
    queue.end();
    expect(queue.length).toBe(2);
    expect((await reader.next()).value).toEqual([8, 9]);
    expect((await reader.next()).done).toBe(true);
  });
});
