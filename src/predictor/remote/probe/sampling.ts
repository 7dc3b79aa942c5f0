/** @module Probes sampling: what prompts are taken, whether draws follow what is reported of them, which settings are obeyed. */
import { isPremiseError, type PremiseError } from "../../../errors/premise-error.ts";
import type { Sampling } from "../../predictor.ts";
import type { RemoteModel } from "../remote-model.ts";
import type { WireToken } from "../wire/completion.ts";
import { askSample, type SampleAsk, type SamplePrompt } from "../wire/samples.ts";
import { deviationOf, type Draw, findBase, isGreedy, onlyLikeliest, toDraw } from "./draws.ts";
import { distrustSamples, type SamplingVerdict, type TrustedSampling } from "./verdict.ts";

/** One form of prompt that may be taken, and what is asked for beside. */
type Form = { readonly kind: TrustedSampling["prompt"]; readonly prompt: SamplePrompt; readonly extras: boolean };
type Course = { readonly model: RemoteModel; readonly form: Form; readonly top: number; readonly signal: AbortSignal | undefined };

export const plainSampling: Required<Sampling> = { temperature: 1, topP: 1, topK: 0, minP: 0 };
const draws = { samples: 8, tokens: 48, greedy: 64 } as const;
/** The largest row that is asked for whole. */
const mostTop = 4096;
const question = "Tell me about the sea.";

/** @throws PremiseError `remote/unreachable`, `remote/timeout`, `interrupted`: nothing was found out then. */
export async function probeSampling(model: RemoteModel, document: readonly number[], signal?: AbortSignal): Promise<SamplingVerdict> {
  const found = await findForm(model, await listForms(model, document.slice(0, 2)), signal);
  if (!("form" in found)) return found;
  const course: Course = { model, form: found.form, top: await findTopLimit(model, found.form, signal), signal };
  if (course.top === 0) return distrustSamples("no-logprobs", "it does not tell how likely the likeliest tokens are");
  const drawn = await drawMany(course);
  const wrong = judgeDraws(drawn.flatMap(toDraws));
  if (wrong !== null) return wrong;
  const [first, again] = [await draw(course, { seed: 1 }), await draw(course, { seed: 1 })];
  const { extras, kind } = found.form;
  return {
    trusted: true,
    prompt: kind,
    extras,
    topLimit: course.top,
    obeys: {
      temperature0: await isObeyed(course, { temperature: 0 }),
      topK: extras && (await isObeyed(course, { topK: 1 })),
      topP: await isObeyed(course, { topP: 1e-6 }),
      minP: extras && (await isObeyed(course, { minP: 1 })),
      seed: nameAll(first) === nameAll(again) && nameAll(first) !== nameAll(drawn[1] ?? []),
    },
  };
}

/** Whether settings that leave the likeliest token alone do so, in as many samples as it takes to be sure. */
async function isObeyed(course: Course, sampling: Partial<Sampling>): Promise<boolean> {
  const all: Draw[] = [];
  for (let seed = 1; seed <= draws.samples && !isGreedy(all); seed++) {
    const more = toDraws(await draw(course, { sampling, seed, maxTokens: draws.greedy }).catch(rethrowUnless([])));
    if (more.length === 0 || !onlyLikeliest(more)) return false;
    all.push(...more);
  }
  return isGreedy(all);
}

async function listForms(model: RemoteModel, ids: readonly number[]): Promise<Form[]> {
  const { vocabulary } = model;
  const forms: Omit<Form, "extras">[] = [];
  if (vocabulary.ids === "server") forms.push({ kind: "ids", prompt: { ids } });
  if (vocabulary.ids === "text" && vocabulary.chatTemplate !== null) forms.push({ kind: "messages", prompt: { messages: [{ role: "user", content: question }] } });
  else forms.push({ kind: "text", prompt: { text: question } });
  return forms.flatMap((form) => [{ ...form, extras: true }, { ...form, extras: false }]);
}

async function findForm(model: RemoteModel, forms: readonly Form[], signal?: AbortSignal): Promise<{ readonly form: Form } | SamplingVerdict> {
  let refusal: PremiseError | null = null;
  for (const form of forms) {
    try {
      const tokens = await draw({ model, form, top: 1, signal }, { seed: 1 });
      if (tokens.length === 0 || tokens.some(({ logprob }) => logprob === null)) return distrustSamples("no-logprobs", "its samples come without log-probabilities");
      return (await hasIds(model, tokens)) ? { form } : distrustSamples("no-ids", "it does not tell which tokens it draws");
    } catch (error) {
      refusal = rethrowUnless(error as PremiseError)(error);
    }
  }
  return distrustSamples("not-offered", refusal?.message ?? "it takes no prompt");
}

/** Whether most of the tokens can be named; single ones that can't refuse their sample. */
async function hasIds({ vocabulary }: RemoteModel, tokens: readonly WireToken[]): Promise<boolean> {
  const ids = await Promise.all(tokens.map(async ({ id, text }) => id ?? (text === null ? null : await vocabulary.idOf(text))));
  return ids.filter((id) => id === null).length * 4 <= ids.length;
}

async function findTopLimit(model: RemoteModel, form: Form, signal?: AbortSignal): Promise<number> {
  const { size } = model.vocabulary;
  for (const top of [...(size <= mostTop ? [size] : []), 20, 5, 1]) {
    const tokens = await draw({ model, form, top, signal }, { maxTokens: 1 }).catch(rethrowUnless([]));
    if ((tokens[0]?.top.length ?? 0) >= top) return top;
  }
  return 0;
}

async function drawMany(course: Course): Promise<WireToken[][]> {
  return await Promise.all(Array.from({ length: draws.samples }, (_, i) => draw({ ...course, top: 1 }, { seed: i + 1, maxTokens: draws.tokens })));
}

function judgeDraws(all: readonly Draw[]): SamplingVerdict | null {
  const deviation = deviationOf(all);
  if (all.some(({ likeliest }) => likeliest > 1e-4)) return distrustSamples("not-natural-log", "a log-probability is above 0");
  if (Math.abs(deviation) <= 4.5) return null;
  const base = findBase(all);
  if (base !== null) return distrustSamples("not-natural-log", `what it draws fits logarithms to base ${base}`);
  return distrustSamples("draws-differ", `of ${all.length} tokens, the number of likeliest ones is ${Math.abs(deviation).toFixed(1)} standard deviations from what it reports`);
}

async function draw({ model, form, top, signal }: Course, change: { readonly sampling?: Partial<Sampling>; readonly seed?: number; readonly maxTokens?: number }): Promise<WireToken[]> {
  const sampling = { ...plainSampling, ...change.sampling };
  const ask: SampleAsk = { prompt: form.prompt, maxTokens: change.maxTokens ?? draws.tokens, seed: change.seed ?? 1, sampling, top, extras: form.extras };
  const tokens: WireToken[] = [];
  for await (const chunk of askSample(model.client, model.id, ask, signal)) tokens.push(...chunk.tokens);
  return tokens;
}

function toDraws(tokens: readonly WireToken[]): Draw[] {
  return tokens.flatMap((token) => toDraw(token) ?? []);
}

function nameAll(tokens: readonly WireToken[]): string {
  return tokens.map(({ id, text }) => id ?? text).join("\u0000");
}

/** For what the server refuses, `instead`; what tells nothing about it is thrown again. */
export function rethrowUnless<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (isPremiseError(error) && (error.code === "remote/refused" || error.code === "remote/invalid-answer")) return instead;
    throw error;
  };
}
