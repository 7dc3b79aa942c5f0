/** @module What completions look like on the wire, in every form we have met; lenient, since the servers are other people's. */
import { z } from "zod";
import { notANumber } from "../transport/loose-json.ts";

/** A number, infinite ones included; NaN where the server wrote NaN. */
const anyNumber = z.union([z.custom<number>((value) => typeof value === "number"), z.literal(notANumber).transform(() => Number.NaN)]);
const absent = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? null);

/** OpenAI's old form, one array for each property. */
const columns = z.object({
  tokens: z.array(z.string()),
  token_logprobs: absent(z.array(anyNumber.nullable())),
  top_logprobs: absent(z.array(absent(z.record(z.string(), anyNumber)))),
});

const row = { id: absent(z.int()), token: z.string(), logprob: absent(anyNumber) };
/** OpenAI's form for chats, one object for each token; llama.cpp's server uses it for completions too, and adds ids. */
const rows = z.object({ content: absent(z.array(z.object({ ...row, top_logprobs: absent(z.array(z.object(row))) }))) });

/** vLLM's form: keyed by token id. The order of keys means nothing: JSON.parse puts keys that look like whole numbers first, in their order. */
const byId = z.array(absent(z.record(z.string(), z.object({ logprob: anyNumber, rank: absent(z.int()), decoded_token: absent(z.string()) }))));

const choice = z.object({
  index: z.int().default(0),
  text: absent(z.string()),
  message: absent(z.object({ content: absent(z.string()) })),
  delta: absent(z.object({ content: absent(z.string()) })),
  logprobs: absent(z.union([columns, rows])),
  prompt_logprobs: absent(byId),
  token_ids: absent(z.array(z.int())),
  finish_reason: absent(z.string()),
});

export const completionSchema = z.object({
  choices: z.array(choice),
  usage: absent(z.object({ prompt_tokens: absent(z.int()), completion_tokens: absent(z.int()) })),
});

export type WireCompletion = z.output<typeof completionSchema>;
export type WireChoice = WireCompletion["choices"][number];

/** A token as a server tells it: what it leaves out is null. */
export type WireToken = {
  readonly id: number | null;
  readonly text: string | null;
  /** Nats, if the server keeps to that; NaN where it wrote NaN. */
  readonly logprob: number | null;
  readonly top: readonly WireRanked[];
};
export type WireRanked = { readonly id: number | null; readonly text: string | null; readonly logprob: number };

/** The tokens that a choice gives log-probabilities for, in order. */
export function readTokens({ logprobs, token_ids: ids }: WireChoice): WireToken[] {
  if (logprobs === null) return [];
  const tokens = "tokens" in logprobs ? readColumns(logprobs) : readRows(logprobs);
  return ids?.length === tokens.length ? tokens.map((token, i) => ({ ...token, id: token.id ?? ids[i] ?? null })) : tokens;
}

/** vLLM's prompt log-probabilities of the ids that were sent; null when the choice has none. A token that is missing at its place has `logprob: null`. */
export function readPrompt({ prompt_logprobs: positions }: WireChoice, ids: readonly number[]): WireToken[] | null {
  if (positions === null) return null;
  return positions.map((position, i) => {
    const id = ids[i] ?? null;
    const own = id === null ? undefined : position?.[String(id)];
    const top = Object.entries(position ?? {}).map(([key, { logprob, decoded_token: text }]) => ({ id: Number(key), text, logprob }));
    return { id, text: own?.decoded_token ?? null, logprob: own?.logprob ?? null, top };
  });
}

function readColumns({ tokens, token_logprobs: logprobs, top_logprobs: tops }: z.output<typeof columns>): WireToken[] {
  return tokens.map((name, i) => ({
    ...readName(name),
    logprob: logprobs?.[i] ?? null,
    top: Object.entries(tops?.[i] ?? {}).map(([other, logprob]) => ({ ...readName(other), logprob })),
  }));
}

function readRows({ content }: z.output<typeof rows>): WireToken[] {
  return (content ?? []).map(({ id, token, logprob, top_logprobs: top }) => ({
    ...readName(token, id),
    logprob,
    top: (top ?? []).map((other) => ({ ...readName(other.token, other.id), logprob: other.logprob ?? Number.NaN })),
  }));
}

/** `token_id:17`, as vLLM writes tokens when asked to, is id 17; any other name is text. */
function readName(name: string, id: number | null = null): { id: number | null; text: string | null } {
  const told = /^token_id:(\d+)$/.exec(name)?.[1];
  return told === undefined ? { id, text: name } : { id: Number(told), text: null };
}
