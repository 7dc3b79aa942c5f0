/** @module What a route means to do, before anything is done: so that its cost is held before, and settled after, in one place. */
import type { Charge } from "../../store/store.ts";
import type { Answer, Tally } from "../http/answer.ts";

export type Plan =
  /** Costs nothing, and is no work of a model. */
  | { readonly kind: "free"; readonly answer: () => Answer | Promise<Answer> }
  | {
      readonly kind: "work";
      readonly model: string;
      readonly streamed: boolean;
      /** What a trace says of the request, by OpenTelemetry's names. */
      readonly traced?: Readonly<Record<string, string | number>>;
      /** The most that it can cost. */
      readonly hold: Charge;
      readonly price: (tally: Tally) => Charge;
      /** `signal` ends it: the client has gone, the key was revoked, the server stops. Streams count into `tally` before each event. */
      readonly run: (signal: AbortSignal, tally: Tally) => Promise<Answer>;
    };

export function free(answer: () => Answer | Promise<Answer>): Plan {
  return { kind: "free", answer };
}

/** What a text of this machine costs: its tokens. Those that were scored are among the prompt's. */
export function countTokens({ promptTokens, generatedTokens }: Tally): Charge {
  return { requests: 1, tokens: promptTokens + generatedTokens, micros: 0 };
}
