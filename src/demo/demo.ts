/** @module The demo: five questions under three premises, on the bare question, and in the chat form of an instruct model; every ask a recorded run. */
import { askQuestion } from "../ask/ask.ts";
import { DEFAULT_SAMPLES } from "../ask/defaults.ts";
import type { Predictor } from "../predictor/predictor.ts";
import { findPremise } from "../premises/library.ts";
import type { Clock } from "../random/clock.ts";
import type { ArmAnswer, Comparison, ComparisonArm, ComparisonQuestion } from "../report/comparison.ts";
import type { RunStore } from "../runs/run.ts";
import { askInChat } from "./chat.ts";
import { demoPremises, demoQuestions, rawPremise } from "./questions.ts";

export type DemoJob = {
  /** Answers under the premises and on the bare question. */
  readonly predictor: Predictor;
  /** Answers in its chat form; one without a chat template leaves that arm out, and the result says so. */
  readonly chat: Predictor;
  readonly store: RunStore;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly seed: number;
  readonly version: string;
  readonly command: string;
  /** After every answer. */
  readonly onAsked?: (asked: number, total: number) => void;
  /** After every question, with what its arms answered. */
  readonly onQuestion?: (question: ComparisonQuestion, index: number, arms: readonly ComparisonArm[], answers: readonly ArmAnswer[]) => void;
};

/** Longest sampled answer in the chat form, as in the premises. */
const chatTokens = 40;

/** @throws PremiseError `run/interrupted` when `signal` aborts; whatever an ask throws. */
export async function runDemo(job: DemoJob): Promise<Comparison> {
  const arms = listArms(job);
  const total = arms.length * demoQuestions.length;
  const answers: ArmAnswer[][] = [];
  await warmUp(job);
  for (const [index, question] of demoQuestions.entries()) {
    const row: ArmAnswer[] = [];
    for (const arm of arms) {
      job.signal.throwIfAborted();
      row.push(await askArm(job, arm, question));
      job.onAsked?.(index * arms.length + row.length, total);
    }
    answers.push(row);
    job.onQuestion?.(question, index, arms, row);
  }
  const { version, command, seed } = job;
  const about = { title: "Five questions, asked in several ways", createdAt: job.clock.now().toISOString(), version, seed, command };
  return { ...about, arms, questions: demoQuestions, answers, leftOut: job.chat.info.chatTemplate === null ? [chatMissing(job.chat)] : [] };
}

function listArms({ predictor, chat }: DemoJob): ComparisonArm[] {
  const { model } = predictor.info;
  const premises = demoPremises.map(findPremise).map((premise): ComparisonArm => ({ id: premise.id, label: premise.id, kind: "premise", model, about: premise.summary }));
  const raw: ComparisonArm = { id: rawPremise, label: "raw question", kind: "raw", model, about: "The bare question and the word “Answer”, which says nothing of who writes." };
  const form: ComparisonArm = { id: "chat", label: "chat form", kind: "chat", model: chat.info.model, about: "The usual way: a user’s message to an AI assistant, in this instruct model’s own chat form." };
  return chat.info.chatTemplate === null ? [...premises, raw] : [...premises, raw, form];
}

function chatMissing(chat: Predictor): Comparison["leftOut"][number] {
  return { arm: "chat form", reason: `${chat.info.model} has no chat template [model/no-chat-template]` };
}

/** Brings the weights into memory, so that the first arm does not pay for it. No question is asked. */
async function warmUp({ predictor, chat, signal }: DemoJob): Promise<void> {
  for (const each of new Set([predictor, chat])) {
    const [ids = []] = await each.tokenize(["Ready"]);
    await each.score([{ context: ids, continuation: ids }], { signal });
  }
}

async function askArm({ predictor, chat, store, clock, signal, seed }: DemoJob, arm: ComparisonArm, { text, choices }: ComparisonQuestion): Promise<ArmAnswer> {
  const recorder = await store.start({ kind: "ask", title: text });
  const common = { question: text, seed, recorder, clock, signal };
  if (arm.kind === "chat") return askInChat({ ...common, choices, samples: DEFAULT_SAMPLES, predictor: chat, maxTokens: chatTokens });
  return askQuestion({ ...common, ...(choices === null ? { samples: DEFAULT_SAMPLES } : { choices }), premise: findPremise(arm.id), predictor });
}
