/** @module Assembly: which predictor a MODEL means. */
import { availableParallelism } from "node:os";
import { resolveDirectories } from "../config/directories.ts";
import type { Environment } from "../config/environment.ts";
import { PremiseError } from "../errors/premise-error.ts";
import { hashFile } from "../models/file-hash.ts";
import { readGguf } from "../models/gguf.ts";
import { locateModel } from "../models/locate.ts";
import { isWorld, type ModelReference, parseModelReference } from "../models/reference.ts";
import type { Predictor } from "./predictor.ts";

export type OpenPredictorOptions = {
  readonly env: Environment;
  /** Threads of the embedded engine; by default one a core, and never more. */
  readonly threads?: number;
  /** Length of the cache in tokens; by default 4,096, or the model's own limit when that is less. */
  readonly contextTokens?: number;
  /** In place of these 4,096: for work whose documents are many, or long. */
  readonly usualContextTokens?: number;
  /** Results that depend on the request alone, bit for bit, whatever else is asked; one text at a time. Default false. */
  readonly deterministic?: boolean;
  /** Of the embedded engine: flash attention over a 16-bit cache. Faster, and probabilities depend more on what else is evaluated. Default false. */
  readonly flashAttention?: boolean;
  readonly signal?: AbortSignal;
};

/**
 * Opens the predictor that `model` names; the caller closes it. Implementations are loaded only when they are chosen.
 * One that was called off meanwhile is closed again.
 * @throws PremiseError `interrupted`, `model/unknown`, `model/not-pulled`, `model/unreadable`, `model/invalid-reference`, `predictor/unsupported`, `config/invalid`, `engine/...`, `remote/...`.
 */
export async function openPredictor(model: string, options: OpenPredictorOptions): Promise<Predictor> {
  const predictor = await open(model, options);
  if (options.signal?.aborted !== true) return predictor;
  await predictor.close();
  throw new PremiseError("interrupted");
}

async function open(model: string, options: OpenPredictorOptions): Promise<Predictor> {
  const reference = parseModelReference(model);
  requireUsed(model, reference);
  if (isWorld(reference)) {
    const [{ createWorldPredictor }, { findWorld, worlds }] = await Promise.all([import("./world/world-predictor.ts"), import("./world/worlds.ts")]);
    const room = options.contextTokens === undefined ? {} : { contextTokens: options.contextTokens };
    return createWorldPredictor({ ...room, world: reference.kind === "remote" ? findWorld(reference.id) : (worlds[0] ?? findWorld("")) });
  }
  if (reference.kind === "remote") return await openNamedRemote(reference.remote, reference.id, options);
  requireCount("contextTokens", options.contextTokens);
  requireCount("threads", options.threads);
  const { path, entry } = await locateModel(reference, options.env);
  const threads = chooseThreads(options.threads);
  readGguf(path);
  const { cache } = resolveDirectories(options.env);
  const weights = entry?.sha256 ?? (await hashFile(path, { cache, ...(options.signal === undefined ? {} : { signal: options.signal }) }));
  const adapter = reference.adapter === undefined ? null : { ...reference.adapter, hash: await hashFile(reference.adapter.file, { cache, ...(options.signal === undefined ? {} : { signal: options.signal }) }) };
  const { openLlama } = await import("./llama/llama.ts");
  return openLlama({
    path,
    model: `${entry?.id ?? path}${adapter === null ? "" : `?adapter=${adapter.file}:${adapter.scale}`}`,
    kind: entry?.kind ?? null,
    weights: adapter === null ? weights : `${weights}+${adapter.hash}*${adapter.scale}`,
    threads,
    contextTokens: options.contextTokens ?? null,
    usualContextTokens: options.usualContextTokens,
    deterministic: options.deterministic ?? false,
    flashAttention: options.flashAttention ?? false,
    adapters: adapter === null ? [] : [adapter],
  });
}

async function openNamedRemote(remote: string, id: string, { env, contextTokens, deterministic, signal }: OpenPredictorOptions): Promise<Predictor> {
  if (deterministic === true) throw new PremiseError("predictor/unsupported", { model: `${remote}:${id}`, problem: "no server promises results that are the same bit for bit" });
  const [{ openRemote }, { toRemoteOptions }] = await Promise.all([import("./remote/remote.ts"), import("./remote/from-setting.ts")]);
  return await openRemote(toRemoteOptions({ remote, id, env, ...(contextTokens === undefined ? {} : { contextTokens }) }), signal);
}

function requireCount(source: string, value: number | undefined): void {
  if (value !== undefined && !(Number.isSafeInteger(value) && value >= 1)) throw new PremiseError("config/invalid", { source, problem: `expected a whole number of at least 1, got ${value}` });
}

/** The engine's threads spin while they wait for each other: with more of them than cores, a second's work takes minutes. */
function chooseThreads(asked: number | undefined): number {
  const cores = availableParallelism();
  if (asked !== undefined && asked > cores) throw new PremiseError("config/invalid", { source: "threads", problem: `${asked} are more than the ${cores} cores here, and would only wait for each other` });
  return asked ?? cores;
}

/** A predictor has neither premise nor temperature: who asks takes them out of the reference and uses them. */
function requireUsed(model: string, { premise, temperature, adapter, ...target }: ModelReference): void {
  if (adapter !== undefined && (target.kind === "remote" || isWorld(target))) throw new PremiseError("predictor/unsupported", { model, problem: "only a model on this machine takes ?adapter=" });
  const unused = premise !== undefined ? "premise" : temperature !== undefined ? "temperature" : null;
  if (unused !== null) throw new PremiseError("predictor/unsupported", { model, problem: `only \`premise ask\` uses ?${unused}=; leave it out` });
}
