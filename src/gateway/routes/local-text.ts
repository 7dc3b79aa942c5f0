/** @module What the two text routes of OpenAI have in common: the model, the sampler's setting, the head of the answer. */
import { PremiseError } from "../../errors/premise-error.ts";
import type { Predictor, Sampling } from "../../predictor/predictor.ts";
import { hashValue } from "../../random/hash.ts";
import type { GatewayDeps } from "../deps.ts";
import type { AskedModel, LocalModel } from "../models/served.ts";
import { spanAttributes } from "../observe/names.ts";
import type { RouteRequest } from "../pipeline/route.ts";
import type { LocalText } from "../text/disclosed.ts";

/** The model of the address or the body, which must not contradict each other. */
export function chooseModel(deps: GatewayDeps, { addressed }: RouteRequest<unknown>, named: string | undefined): AskedModel {
  if (addressed === null) {
    if (named === undefined) throw new PremiseError("gateway/invalid-request", { param: "model", problem: "The request names no model" });
    return deps.models.find(named);
  }
  if (named === undefined) return addressed;
  const asked = deps.models.find(named);
  if (asked.model !== addressed.model) throw new PremiseError("gateway/wrong-model", { address: addressed.model.id, model: named, param: "model" });
  return { ...addressed, ...asked };
}

/** Of a bare text, which is under no premise. */
export function refusePremise({ premise }: AskedModel): void {
  if (premise !== undefined) throw new PremiseError("gateway/unsupported", { param: "model", problem: "a premise belongs to /premise/v1/ask" });
}

type SamplingBody = {
  readonly temperature?: number | null | undefined;
  readonly top_p?: number | null | undefined;
  readonly top_k?: number | null | undefined;
  readonly min_p?: number | null | undefined;
};

export function toSampling(body: SamplingBody, { temperature }: AskedModel): Sampling {
  const topK = body.top_k ?? 0;
  return { temperature: body.temperature ?? temperature ?? 1, topP: body.top_p ?? 1, topK: Math.max(0, topK), minP: body.min_p ?? 0 };
}

/** @throws PremiseError `gateway/invalid-request` where the options would have no effect. */
export function requireStream({ stream, stream_options: options }: { readonly stream?: boolean | null | undefined; readonly stream_options?: object | null | undefined }): void {
  if (options !== null && options !== undefined && stream !== true) throw new PremiseError("gateway/invalid-request", { param: "stream_options", problem: "stream_options needs stream: true" });
}

export function toStops(stop: string | readonly string[] | null | undefined): readonly string[] {
  return stop === null || stop === undefined ? [] : typeof stop === "string" ? [stop] : stop;
}

type Traced = { readonly sampling: Sampling; readonly maxTokens: number; readonly n: number; readonly seed: number };

/** The sampler's setting, as a trace says it. */
export function traceSampling({ sampling, maxTokens, n, seed }: Traced): Record<string, number> {
  const { temperature = 1, topP = 1, topK = 0 } = sampling;
  return { [spanAttributes.maxTokens]: maxTokens, [spanAttributes.choices]: n, [spanAttributes.seed]: seed, [spanAttributes.temperature]: temperature, [spanAttributes.topP]: topP, [spanAttributes.topK]: topK };
}

export function toHead(deps: GatewayDeps, prefix: "cmpl" | "chatcmpl", requestId: string, model: LocalModel, predictor: Predictor): LocalText {
  return {
    id: `${prefix}-${requestId}`,
    created: Math.floor(deps.clock.now().getTime() / 1000),
    modelId: model.id,
    fingerprint: `premise_${hashValue(predictor.info.fingerprint).slice(0, 12)}`,
    texts: model.texts,
  };
}
