import { describe, expect, it } from "vitest";
import { createTinyPredictor } from "../../test/doubles/tiny-predictor.ts";
import { createWorldPredictor } from "../predictor/world/world-predictor.ts";
import { listPremises } from "../premises/library.ts";
import { createFixedClock } from "../random/clock.ts";
import { createMemoryRunStore } from "../runs/memory/store.ts";
import type { RunStore } from "../runs/run.ts";
import { type DemoJob, runDemo } from "./demo.ts";
import { demoPremises, demoQuestions, rawPremise } from "./questions.ts";

const clock = createFixedClock(new Date(Date.UTC(2026, 2, 1)), 0.25);
const chatTemplate = "{% for m in messages %}[{{ m['role'] }}]{{ m['content'] }}\n{% endfor %}[assistant]";

function memory(): RunStore {
  let runs = 0;
  return createMemoryRunStore({ clock, version: "test", unique: () => `0000000${(runs += 1)}`.slice(-8) });
}

function job(change: Partial<DemoJob> = {}): DemoJob {
  const chat = createTinyPredictor({ info: { model: "talker", chatTemplate, contextTokens: 4000 } });
  return { predictor: createWorldPredictor(), chat, store: memory(), clock, signal: new AbortController().signal, seed: 0, version: "test", command: "premise demo", ...change };
}

describe("runDemo", () => {
  it("asks every question in every arm, and records each as a finished run", async () => {
    const store = memory();
    const asked: number[] = [];
    const comparison = await runDemo(job({ store, onAsked: (done, total) => void asked.push(done / total) }));
    expect(comparison.arms.map(({ kind }) => kind)).toEqual(["premise", "premise", "premise", "raw", "chat"]);
    expect(comparison.answers.map((row) => row.length)).toEqual([5, 5, 5, 5, 5]);
    expect(asked).toHaveLength(25);
    expect(asked.at(-1)).toBe(1);
    const runs = await store.list();
    expect(runs).toHaveLength(25);
    expect(runs.filter(({ status }) => status !== "done")).toEqual([]);
    expect(new Set(comparison.answers.flat().map(({ runId }) => runId)).size).toBe(25);
    for (const { runId, cost } of comparison.answers.flat()) expect((await store.read(runId)).cost).toEqual(cost);
  });

  it("gives shares that sum to one, and only says cannot-measure of whom it predicts", async () => {
    const { answers, questions } = await runDemo(job());
    for (const [i, row] of answers.entries()) {
      for (const each of row) {
        expect(each.answers.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
        expect(each.credence.authorIsAi.kind).toBe("cannot-measure");
        expect(each.disclosure).toMatch(/^Machine-generated: /);
        expect(each.scoring).toBe(questions[i]?.choices === null ? "samples" : "letter");
      }
    }
  });

  it("puts the chat form as a message in the model's template, and reports its own model", async () => {
    const { answers } = await runDemo(job());
    const chat = answers[0]?.at(-1);
    expect(chat).toMatchObject({ model: "talker", premise: null });
    expect(chat?.prompts["chat"]).toContain(`[user]${demoQuestions[0]?.text}\nA. `);
    expect(chat?.prompts["chat"]?.endsWith("[assistant]")).toBe(true);
  });

  it("draws the same answers again with the same seed, others with another", async () => {
    const texts = async (seed: number): Promise<unknown> => (await runDemo(job({ seed }))).answers.map((row) => row.map(({ answers }) => answers));
    const first = await texts(1);
    expect(await texts(1)).toEqual(first);
    expect(await texts(2)).not.toEqual(first);
  });

  it("leaves the chat form out, and says so, where the model has none", async () => {
    const { arms, leftOut } = await runDemo(job({ chat: createWorldPredictor() }));
    expect(arms.map(({ id }) => id)).not.toContain("chat");
    expect(leftOut).toEqual([{ arm: "chat form", reason: expect.stringContaining("model/no-chat-template") as string }]);
  });

  it("stops at once when it is told to, in either kind of arm, with no run left open", async () => {
    for (const stopAt of ["render", "chat"]) {
      const stopping = new AbortController();
      const store = memory();
      const chat = createTinyPredictor({ info: { model: "talker", chatTemplate, contextTokens: 4000 }, before: async () => { if (stopAt === "chat" && started) stopping.abort(); } });
      let started = false;
      const onAsked = (done: number): void => {
        started = true;
        if (stopAt === "render" && done === 2) stopping.abort();
      };
      await expect(runDemo(job({ store, chat, signal: stopping.signal, onAsked }))).rejects.toSatisfy(() => stopping.signal.aborted);
      const statuses = (await store.list()).map(({ status }) => status);
      expect(statuses).not.toContain("running");
      if (stopAt === "chat") expect(statuses).toContain("interrupted");
    }
  });
});

it("has questions whose right answer is a choice, at a different place each, and premises that exist", () => {
  const known = demoQuestions.filter(({ right }) => right !== null);
  expect(known).toHaveLength(4);
  expect(new Set(known.map(({ choices, right }) => choices?.indexOf(right ?? ""))).size).toBe(4);
  expect(demoQuestions.filter(({ choices }) => choices === null)).toHaveLength(1);
  const ids = listPremises().map(({ id }) => id);
  expect([...demoPremises, rawPremise].filter((id) => !ids.includes(id))).toEqual([]);
});
