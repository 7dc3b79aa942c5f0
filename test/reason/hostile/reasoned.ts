/** @module A reasoning that asks a resource once, on the toy world: what was recorded, and what the predictor was given. */
import { bosToken, endToken } from "../../../src/predictor/world/vocabulary.ts";
import { createWorldPredictor } from "../../../src/predictor/world/world-predictor.ts";
import type { Predictor, SampleRequest, ScoreRequest } from "../../../src/predictor/predictor.ts";
import type { Premise } from "../../../src/premises/schema.ts";
import type { Step } from "../../../src/protocol/results.ts";
import { createFixedClock } from "../../../src/random/clock.ts";
import { reason } from "../../../src/reason/reason.ts";
import { defaultRequest } from "../../../src/reason/request.ts";
import type { ReasonResult } from "../../../src/reason/result.ts";
import { createConsult } from "../../../src/reason/tools/offer.ts";
import type { Resource } from "../../../src/reason/tools/tool.ts";
import { createMemoryRunStore } from "../../../src/runs/memory/store.ts";
import { createSteps } from "../../../src/runs/steps.ts";

/** `contexts`: of every draft and every score, in order, without what was drawn itself; `given`: the ids of what the resource gave, with its words and line ends. */
export type Reasoned = { readonly result: ReasonResult; readonly steps: readonly Step[]; readonly contexts: readonly (readonly number[])[]; readonly given: readonly number[] };

const clock = createFixedClock(new Date("2020-01-02T03:04:05Z"));

export async function reasonWith(premise: Premise, resource: Resource): Promise<Reasoned> {
  const contexts: (readonly number[])[] = [];
  await using world = createWorldPredictor({ contextTokens: 65_536 });
  const store = createMemoryRunStore({ clock, version: "test", unique: () => "0" });
  const recorder = await store.start({ kind: "reason", title: "hostile" });
  const predictor = watchPredictor(world, contexts, await world.tokenize([`\n${premise.form.notes!.resources["library"]!.cue}`]));
  const request = { ...defaultRequest, question: "When is high water?", policy: "re-anchor", steps: 1, ends: "at-steps", seed: 7 } as const;
  const result = await reason(request, { premise, predictor, clock, calibrations: [], evidence: "always", consult: createConsult(premise, [resource]), resources: [resource.name] }, createSteps(recorder));
  const { steps } = await store.read(recorder.header.id);
  const found = steps.find(({ kind }) => kind === "tool")?.output as { readonly given: string } | undefined;
  const [given = []] = await world.tokenize([found?.given ?? ""]);
  return { result, steps, contexts, given };
}

/** What in a run with a hostile text is not as in one with a harmless one, in words. */
export function compareRuns(harmless: Reasoned, hostile: Reasoned): string[] {
  const settingOf = ({ result }: Reasoned): unknown => [result.premise, result.limits, result.policy, result.disclosure, result.question, result.seed, result.model];
  const asked = harmless.steps.findIndex(({ kind }) => kind === "tool");
  const same = (what: string, of: (run: Reasoned) => unknown): string[] => (JSON.stringify(of(harmless)) === JSON.stringify(of(hostile)) ? [] : [`${what}: not as in a harmless run`]);
  return [
    ...same("premise, limits, policy", settingOf),
    // The id of a step is the hash of all that it holds: of the gate's the premise and its policy, of the notes' the request and the document.
    ...same("the steps before it", ({ steps }) => steps.slice(0, asked).map(({ id, kind }) => [id, kind])),
    ...same("the question to the resource", ({ steps }) => steps[asked]?.input),
    ...same("the steps after it", ({ steps }) => steps.slice(asked).map(({ kind, seed, verdict }) => [kind, seed, verdict])),
    ...same("what the answer continues", ({ steps }) => steps.slice(asked + 1).map(({ input }) => input)),
    ...same("what the predictor was given besides it", ({ contexts, given }) => contexts.map((context) => cutOut(context, given))),
    ...(hostile.given.some((id) => id === bosToken || id === endToken) ? ["it holds a control token"] : []),
  ];
}

function cutOut(context: readonly number[], given: readonly number[]): readonly number[] {
  const start = context.findIndex((_, i) => given.every((id, j) => context[i + j] === id));
  return start < 0 ? context : [...context.slice(0, start), -1, ...context.slice(start + given.length)];
}

/** The same predictor, noting what it is given; the first time that the next line is chosen, it takes the line that asks for certain. */
function watchPredictor(predictor: Predictor, contexts: (readonly number[])[], [cue = []]: readonly (readonly number[])[]): Predictor {
  let isAsked = false;
  const watched: Pick<Predictor, "score" | "sample"> = {
    score: async (requests: readonly ScoreRequest[], options) => {
      contexts.push(...requests.map(({ context }) => context));
      const outcomes = await predictor.score(requests, options);
      const place = isAsked ? -1 : requests.findIndex(({ continuation }) => String(continuation) === String(cue));
      if (place < 0) return outcomes;
      isAsked = true;
      return outcomes.map((outcome, i) => (outcome.ok ? { ...outcome, logprob: i === place ? 0 : -1000 } : outcome));
    },
    sample: (requests: readonly SampleRequest[], options) => {
      contexts.push(...requests.map(({ context }) => context));
      return predictor.sample(requests, options);
    },
  };
  return new Proxy(predictor, {
    get: (target, key): unknown => {
      const member: unknown = key in watched ? Reflect.get(watched, key) : Reflect.get(target, key, target);
      return typeof member === "function" && !(key in watched) ? member.bind(target) : member;
    },
  });
}
