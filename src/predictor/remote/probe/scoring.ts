/** @module Probes scoring: tries each way to ask until one gives log-probabilities of a prompt, then holds its answers against each other. */
import type { PremiseError } from "../../../errors/premise-error.ts";
import type { RemoteDialect } from "../options.ts";
import type { RemoteModel } from "../remote-model.ts";
import type { WireToken } from "../wire/completion.ts";
import { askSample, type SampleAsk } from "../wire/samples.ts";
import { askScores, type ScoreWay, type WirePrompt, type WireScore } from "../wire/scores.ts";
import { compare, type Evidence, judge, type NextToken } from "./evidence.ts";
import { plainSampling, rethrowUnless } from "./sampling.ts";
import { distrustScores, type SamplingVerdict, type ScoringVerdict, type TrustedSampling } from "./verdict.ts";

type Course = { readonly model: RemoteModel; readonly way: ScoreWay; readonly signal: AbortSignal | undefined };

/** The order matters: ids name tokens better than text does, and llama-cpp-python's server takes `max_tokens: 0` to mean as many as there is room for. */
function listWays(dialect: RemoteDialect): ScoreWay[] {
  const echo = [1, 0].map((maxTokens): Omit<ScoreWay, "extras" | "prompt"> => ({ dialect: "echo", maxTokens: maxTokens as 0 | 1 }));
  const prompt: Omit<ScoreWay, "extras" | "prompt"> = { dialect: "prompt-logprobs", maxTokens: 1 };
  const kinds = dialect === "echo" ? echo : dialect === "prompt-logprobs" ? [prompt] : [prompt, ...echo];
  return (["ids", "text"] as const).flatMap((form) => [true, false].flatMap((extras) => kinds.map((kind) => ({ ...kind, extras, prompt: form }))));
}

/** @throws PremiseError `remote/unreachable`, `remote/timeout`, `interrupted`: nothing was found out then. */
export async function probeScoring(model: RemoteModel, documents: readonly (readonly number[])[], dialect: RemoteDialect, sampling: SamplingVerdict, signal?: AbortSignal): Promise<ScoringVerdict> {
  const found = await findWay(model, documents[0] ?? [], dialect, signal);
  if ("trusted" in found) return found;
  const course = { model, way: found, signal };
  const usable = await listSendable(course, documents);
  const topLimit = await findTopLimit(course, usable[0] ?? []);
  const evidence = await gather(course, usable, sampling, topLimit);
  const lie = judge(evidence);
  if (lie !== null) return lie;
  const { first, second, together } = evidence;
  const differences = [second, together ?? second].flatMap((other) => first.map((score, i) => compareSums(score, other[i])));
  return { trusted: true, way: found, batches: together !== null, topLimit, determinism: { value: Math.max(...differences), n: first.length } };
}

async function findWay(model: RemoteModel, document: readonly number[], dialect: RemoteDialect, signal?: AbortSignal): Promise<ScoreWay | ScoringVerdict> {
  let refusal: PremiseError | null = null;
  let dropped = false;
  for (const way of listWays(dialect)) {
    try {
      const [score] = await ask({ model, way, signal }, [document], 1);
      if (score !== undefined && score.tokens !== null) return way;
      dropped = true;
    } catch (error) {
      refusal = rethrowUnlessUnsupported(error);
    }
  }
  if (dropped) return distrustScores("echo-dropped", "it takes the question, and leaves out the log-probabilities of the prompt");
  return distrustScores("not-offered", refusal?.message ?? "it offers none");
}

/** The documents that can be sent in this way: as text, only those that the server reads as the same tokens. */
async function listSendable({ model, way, signal }: Course, documents: readonly (readonly number[])[]): Promise<(readonly number[])[]> {
  if (way.prompt === "ids") return [...documents];
  const texts = await Promise.all(documents.map((ids) => model.vocabulary.toText(ids, signal).catch(orNull)));
  return documents.filter((_, i) => typeof texts[i] === "string");
}

async function findTopLimit(course: Course, document: readonly number[]): Promise<number> {
  const { size } = course.model.vocabulary;
  for (const top of [...(size <= 4096 ? [size] : []), 20, 5]) {
    const [score] = await ask(course, [document], top).catch(rethrowUnless([]));
    if ((score?.tokens?.[1]?.top.length ?? 0) >= top) return top;
  }
  return 1;
}

async function gather(course: Course, documents: readonly (readonly number[])[], sampling: SamplingVerdict, topLimit: number): Promise<Evidence> {
  const { size } = course.model.vocabulary;
  const top = topLimit >= size ? size : 1;
  const alone = async (): Promise<WireScore[]> => await Promise.all(documents.map(async (document) => (await ask(course, [document], top))[0] ?? { tokens: null, promptTokens: null }));
  const first = await alone();
  const together = await ask(course, documents, top).catch(rethrowUnless(null));
  const next = sampling.trusted ? await gatherNext(course, documents[0] ?? [], sampling) : [];
  const texts = await Promise.all(documents.map((ids) => Promise.all(ids.map((id) => course.model.vocabulary.detokenize([id], course.signal)))));
  return { way: course.way, documents, texts, first, second: await alone(), together, next, vocabularySize: size };
}

async function gatherNext(course: Course, document: readonly number[], sampling: TrustedSampling): Promise<NextToken[]> {
  const places = [3, 5, 7, 9, 11, 13].filter((place) => place + 2 <= document.length);
  const found = await Promise.all(places.map((place) => compareNext(course, document, place, sampling)));
  return found.filter((each) => each !== null);
}

/** The likeliest token after the first `place` tokens, as sampled and as scored. */
async function compareNext({ model, way, signal }: Course, document: readonly number[], place: number, { extras, prompt: form }: TrustedSampling): Promise<NextToken | null> {
  const before = document.slice(0, place);
  const text = form === "ids" ? "" : await model.vocabulary.toText(before, signal).catch(orNull);
  if (text === null) return null;
  const prompt = form === "ids" ? { ids: before } : { text };
  const token = await drawFirst(model, { prompt, maxTokens: 1, seed: 1, sampling: { ...plainSampling, temperature: 0 }, top: 1, extras }, signal);
  const id = token?.id ?? (token === null || token.text === null ? null : await model.vocabulary.idOf(token.text, signal));
  if (token === null || token.logprob === null || id === null) return null;
  const ids = [...before, id, ...document.slice(place, place + 2)];
  const score = await ask({ model, way, signal }, [ids], 1).catch(orNull);
  return score?.[0] === undefined ? null : { place, logprob: token.logprob, ids, score: score[0] };
}

/** The stream is over before anything else is asked: some servers do one thing at a time. */
async function drawFirst(model: RemoteModel, setting: SampleAsk, signal?: AbortSignal): Promise<WireToken | null> {
  let first: WireToken | null = null;
  for await (const { tokens } of askSample(model.client, model.id, setting, signal)) first ??= tokens[0] ?? null;
  return first;
}

async function ask({ model, way, signal }: Course, documents: readonly (readonly number[])[], top: number): Promise<WireScore[]> {
  const prompts = await Promise.all(documents.map(async (ids): Promise<WirePrompt> => ({ ids, text: way.prompt === "text" ? await model.vocabulary.toText(ids, signal) : null })));
  return await askScores(model.client, model.id, way, prompts, top, signal);
}

function rethrowUnlessUnsupported(error: unknown): PremiseError {
  const own = error as PremiseError;
  return own.code === "predictor/unsupported" ? own : rethrowUnless(own)(error);
}

function orNull(error: unknown): null {
  rethrowUnlessUnsupported(error);
  return null;
}

function compareSums(a: WireScore, b: WireScore | undefined): number {
  const sum = (score: WireScore | undefined): number => (score?.tokens ?? []).reduce((total, { logprob }) => total + (logprob ?? 0), 0);
  return b === undefined || compare([a], [b]).largest === 0 ? 0 : Math.abs(sum(a) - sum(b));
}
