/** @module The models that the operator loaded, by the ids that requests may name. */
import { suggestNearest } from "../../errors/nearest.ts";
import { isPremiseError, PremiseError } from "../../errors/premise-error.ts";
import { parseModelReference } from "../../models/reference.ts";
import type { Predictor } from "../../predictor/predictor.ts";
import type { Upstream } from "./upstream.ts";
import { createTokenTexts, type TokenTexts } from "./token-texts.ts";

/** A model on this machine. */
export type LocalModel = { readonly kind: "local"; readonly id: string; readonly opened: Promise<Predictor>; readonly texts: TokenTexts; isReady: boolean };
/** A model of another server: OpenAI's routes are passed on to it; ours use it through a probed predictor, which is opened at first use. */
export type ProxiedModel = { readonly kind: "proxied"; readonly id: string; readonly upstream: Upstream; readonly open: () => Promise<Predictor>; readonly texts: TokenTexts };
export type ServedModel = LocalModel | ProxiedModel;

/** A model as a request names it: `ID`, or `ID?premise=P&temperature=T`. */
export type AskedModel = { readonly model: ServedModel; readonly premise?: string; readonly temperature?: number };

export type ServedModels = {
  readonly list: readonly ServedModel[];
  /** @throws PremiseError `gateway/model-not-found`; never says whether a file exists. */
  readonly find: (name: string) => AskedModel;
  readonly areReady: () => boolean;
};

export function serveLocal(id: string, opened: Promise<Predictor>): LocalModel {
  const model: LocalModel = { kind: "local", id, opened, texts: createTokenTexts(() => opened), isReady: false };
  opened.then(() => (model.isReady = true), () => undefined);
  return model;
}

export function serveProxied(id: string, upstream: Upstream, open: () => Promise<Predictor>): ProxiedModel {
  let opened: Promise<Predictor> | null = null;
  const once = (): Promise<Predictor> => {
    opened ??= open().catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };
  return { kind: "proxied", id, upstream, open: once, texts: createTokenTexts(once) };
}

export function createServedModels(list: readonly ServedModel[]): ServedModels {
  const byId = new Map(list.map((model) => [model.id, model]));
  return {
    list,
    find(name) {
      const exact = byId.get(name);
      if (exact !== undefined) return { model: exact };
      const at = name.indexOf("?");
      const model = at < 0 ? undefined : byId.get(name.slice(0, at));
      if (model === undefined) throw notFound(name, [...byId.keys()]);
      return { model, ...parseParameters(name.slice(at), name) };
    },
    areReady: () => list.every((model) => model.kind === "proxied" || model.isReady),
  };
}

export async function openServed(model: ServedModel): Promise<Predictor> {
  return await (model.kind === "local" ? model.opened : model.open());
}

/** An adapter is a file, and no file is named over HTTP. */
function parseParameters(query: string, name: string): { premise?: string; temperature?: number } {
  try {
    const { premise, temperature, adapter } = parseModelReference(`x${query}`);
    if (adapter !== undefined) throw notFound(name, []);
    return { ...(premise === undefined ? {} : { premise }), ...(temperature === undefined ? {} : { temperature }) };
  } catch (error) {
    if (isPremiseError(error) && error.code === "model/invalid-reference") throw notFound(name, []);
    throw error;
  }
}

function notFound(name: string, ids: readonly string[]): PremiseError {
  return new PremiseError("gateway/model-not-found", { model: name.slice(0, 200), suggestion: suggestNearest(name.slice(0, 200), ids), param: "model" });
}
