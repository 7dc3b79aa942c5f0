/** @module What a route gives back: data. Only `respond.ts` makes it a response, so that no route can leave out what belongs to every one. */
import type { Credences, Step } from "../../protocol/results.ts";
import type { Usage } from "../../store/store.ts";

/** Whose text an answer carries. */
export type Author = { readonly model: string; readonly provider: string };

/** One event of a stream; `[DONE]` ends OpenAI's. */
export type EventFrame = { readonly event?: string; readonly value: object | "[DONE]" };

export type Body =
  | { readonly kind: "json"; readonly value: object }
  | { readonly kind: "text"; readonly text: string; readonly type: string }
  /** `named`: an error inside is an event `error`, as in streams of ours; OpenAI's are without a name. */
  | { readonly kind: "events"; readonly events: AsyncIterable<EventFrame>; readonly named?: true }
  /** Another server's, untouched. */
  | { readonly kind: "bytes"; readonly bytes: Uint8Array; readonly type: string }
  | { readonly kind: "chunks"; readonly chunks: AsyncIterable<Uint8Array>; readonly type: string };

export type Answer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** null: no text in it is a model's. */
  readonly author: Author | null;
  /** The member `premise` of OpenAI's shapes: in the answer, or in a stream's first event. */
  readonly disclosed?: object;
  readonly body: Body;
  /** What was asked for goes on behind the answer, and the request is settled when this has ended. */
  readonly goesOn?: GoesOn;
};

/** `revoked`: the key has lost its force. `told` is called when the tally has grown. */
export type GoesOn = (revoked: AbortSignal, told: () => void) => Promise<unknown>;

/** An answer without any model's text. */
export function plain(value: object, status = 200): Answer {
  return { status, author: null, body: { kind: "json", value } };
}

/** What a request has used so far, and what was measured of what it drew; a stream's is read before each of its events is handed on. */
export class Tally {
  promptTokens = 0;
  cachedTokens = 0;
  scoredTokens = 0;
  generatedTokens = 0;
  /** False where a server did not tell: then the hold is charged. */
  exact = true;
  credences: Credences | null = null;

  /** What a step cost that was done for it; the last credences stand. */
  count({ cost, credences }: Pick<Step, "cost" | "credences">): void {
    this.promptTokens += cost.promptTokens;
    this.cachedTokens += cost.cachedTokens;
    this.scoredTokens += cost.scoredTokens;
    this.generatedTokens += cost.generatedTokens;
    this.credences = credences ?? this.credences;
  }

  read(): Usage {
    const { promptTokens, cachedTokens, scoredTokens, generatedTokens } = this;
    return { promptTokens, cachedTokens, scoredTokens, generatedTokens };
  }
}
