/** @module The models that `premise serve` offers, by the ids that requests may name. */
import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { resolveDirectories } from "../../config/directories.ts";
import { resolveRemote } from "../../config/remotes.ts";
import type { ResolvedSettings } from "../../config/settings.ts";
import { PremiseError } from "../../errors/premise-error.ts";
import { createServedModels, serveLocal, type ServedModel, type ServedModels, serveProxied } from "../../gateway/models/served.ts";
import { createUpstream, type Upstream } from "../../gateway/models/upstream.ts";
import { locateModel } from "../../models/locate.ts";
import { isWorld, type ModelReference, parseModelReference, renderModelReference } from "../../models/reference.ts";
import { openPredictor } from "../../predictor/choose.ts";
import type { Predictor } from "../../predictor/predictor.ts";
import { toRemoteOptions } from "../../predictor/remote/from-setting.ts";
import type { Io } from "../io.ts";

export type LoadedModels = AsyncDisposable & { readonly served: ServedModels; readonly loaded: Promise<void> };

/** Checks every reference before it opens anything. @throws PremiseError `model/...`, `remote/unknown`, `config/invalid`. */
export async function loadModels(io: Io, settings: ResolvedSettings, references: readonly string[]): Promise<LoadedModels> {
  const parsed = references.map((text) => ({ text, reference: parseModelReference(text) }));
  const ids = parsed.map(({ text, reference }) => requirePlain(text, reference));
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) throw new PremiseError("config/invalid", { source: "--model", problem: `two models would be called "${twice}"` });
  for (const { reference } of parsed) if (reference.kind !== "remote" && !isWorld(reference)) await locateModel(reference, io.env);
  const opening: Promise<Predictor>[] = [];
  const upstreams: Upstream[] = [];
  const threads = settings.threads.value ?? shareThreads(parsed.filter(({ reference }) => reference.kind !== "remote").length);
  const open = (reference: ModelReference): Promise<Predictor> => {
    const opened = openPredictor(renderModelReference(reference), openOptions(io, settings, reference.kind === "remote" ? null : threads));
    opened.catch(() => undefined);
    opening.push(opened);
    return opened;
  };
  const models = parsed.map(({ reference }, i): ServedModel => {
    const id = ids[i] ?? "";
    if (reference.kind !== "remote" || isWorld(reference)) return serveLocal(id, open(reference));
    const upstream = createUpstream(toUpstreamSetting(reference, io));
    upstreams.push(upstream);
    return serveProxied(id, upstream, () => open(reference));
  });
  return {
    served: createServedModels(models),
    loaded: Promise.all(models.flatMap((model) => (model.kind === "local" ? [model.opened] : []))).then(() => undefined),
    [Symbol.asyncDispose]: async () => {
      await Promise.allSettled([...opening.map(async (opened) => await (await opened).close()), ...upstreams.map((upstream) => upstream[Symbol.asyncDispose]())]);
    },
  };
}

/** What a request may name: never a path. */
function requirePlain(text: string, { premise, temperature, adapter, ...target }: ModelReference): string {
  if (premise !== undefined || temperature !== undefined) throw new PremiseError("predictor/unsupported", { model: text, problem: "requests say ?premise= and ?temperature= themselves; leave them out of --model" });
  const base = target.kind === "file" ? basename(target.path).replace(/\.gguf$/i, "") : renderModelReference(target);
  return adapter === undefined ? base : `${base}+${basename(adapter.file).replace(/\.gguf$/i, "")}`;
}

/** One core is for HTTP and for the clients; models that work at the same time must not wait for each other's threads, which spin. */
function shareThreads(models: number): number {
  return Math.max(1, Math.floor((availableParallelism() - 1) / Math.max(1, models)));
}

/** A server's answers depend on the request alone unless its operator wants them fast: likelihoods that move with the load are none. `threads` is null for what is not computed here. */
function openOptions(io: Io, { contextTokens, deterministic, flashAttention }: ResolvedSettings, threads: number | null): Parameters<typeof openPredictor>[1] {
  const here = threads === null ? {} : { threads, deterministic: deterministic.origin === "default" || deterministic.value, flashAttention: flashAttention.value };
  return { env: io.env, signal: io.signal, ...here, ...(contextTokens.value === null ? {} : { contextTokens: contextTokens.value }) };
}

function toUpstreamSetting(reference: Extract<ModelReference, { kind: "remote" }>, io: Io): Parameters<typeof createUpstream>[0] {
  const { setting, key } = resolveRemote(reference.remote, io.env);
  const { model } = toRemoteOptions({ remote: reference.remote, id: reference.id, env: io.env });
  if (!URL.canParse(setting.url)) throw new PremiseError("config/invalid", { source: resolveDirectories(io.env).config, problem: `the url of remote ${reference.remote} is none` });
  return { name: reference.remote, url: setting.url, model, key, price: setting.price ?? null, contextTokens: setting.contextTokens ?? null, connectSeconds: 5, answerSeconds: setting.answerSeconds ?? 300 };
}
