/** @module What the thread of a model and its owner say to each other. */
import type { ErrorWire } from "../../errors/premise-error.ts";
import type { ModelAdapter } from "../../models/reference.ts";
import type { LaneState } from "./schedule/lane.ts";
import type { BosPolicy, Prompt, Refused, SampleEvent, Scored, ScoreRequest, SampleRequest } from "../predictor.ts";

export type OpenOptions = {
  readonly path: string;
  readonly threads: number;
  readonly contextTokens: number | null;
  /** Where that is null: so many, or the model's own limit when that is less. */
  readonly usualContextTokens?: number | undefined;
  /** Results that depend on nothing but the request, bit for bit; slower. */
  readonly deterministic: boolean;
  /** Flash attention over a 16-bit cache: faster, and more dependent on what else is in the batch. */
  readonly flashAttention: boolean;
  /** LoRA adapters that are added to the weights. */
  readonly adapters: readonly ModelAdapter[];
};

/** What the file itself tells. */
export type ModelFacts = {
  readonly contextTokens: number;
  readonly vocabularySize: number;
  readonly hiddenSize: number;
  readonly layerCount: number;
  readonly bos: BosPolicy;
  readonly endOfText: readonly number[];
  readonly chatTemplate: string | null;
  readonly description: string;
  readonly engine: string;
};

/** Operations by name: what goes in, what comes out. */
export type Operations = {
  tokenize: { input: readonly Prompt[]; output: number[][] };
  detokenize: { input: readonly (readonly number[])[]; output: string[] };
  score: { input: readonly ScoreRequest[]; output: ScoreWire[] };
  sample: { input: readonly SampleRequest[]; output: null };
  /** What the engine holds at the moment. */
  state: { input: null; output: LaneState };
  close: { input: null; output: null };
};

export type ScoreWire = Scored | (Omit<Refused, "error"> & { readonly error: ErrorWire });
export type SampleWire = Exclude<SampleEvent, { kind: "refused" }> | { readonly kind: "refused"; readonly request: number; readonly error: ErrorWire };

export type Call = { [Name in keyof Operations]: { readonly kind: "call"; readonly id: number; readonly name: Name; readonly input: Operations[Name]["input"] } }[keyof Operations];
export type Question = Call | { readonly kind: "open"; readonly options: OpenOptions } | { readonly kind: "cancel"; readonly id: number } | { readonly kind: "pause"; readonly id: number; readonly paused: boolean };

export type Answer =
  /** Its code is there; the first of all. */
  | { readonly kind: "loaded" }
  | { readonly kind: "open"; readonly facts: ModelFacts }
  | { readonly kind: "refused"; readonly error: ErrorWire }
  | { readonly kind: "done"; readonly id: number; readonly output: unknown }
  | { readonly kind: "failed"; readonly id: number; readonly error: ErrorWire }
  | { readonly kind: "progress"; readonly id: number; readonly done: number }
  | { readonly kind: "samples"; readonly id: number; readonly events: readonly SampleWire[] };
