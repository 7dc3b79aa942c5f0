/** @module Reads the usage that a server tells, without touching what it answers. */
import { z } from "zod";

const told = z.looseObject({
  prompt_tokens: z.int().nonnegative(),
  completion_tokens: z.int().nonnegative().nullish(),
  prompt_tokens_details: z.looseObject({ cached_tokens: z.int().nonnegative().nullish() }).nullish(),
});
export type ToldUsage = { readonly promptTokens: number; readonly cachedTokens: number; readonly generatedTokens: number };

/** Of an answer that came whole; null when it tells none. Only the member itself is parsed: in a text of the model its name's quotes are escaped. */
export function readUsage(bytes: Uint8Array): ToldUsage | null {
  const answer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = answer.lastIndexOf('"usage"');
  return at < 0 ? null : toUsage(parse(`{${takeObject(answer.toString("utf8", at))}}`));
}

/** From `"usage": {` to its end; what is no object there gives no JSON. */
function takeObject(text: string): string {
  let depth = 0;
  for (let at = text.indexOf("{"); at >= 0 && at < text.length; at++) {
    if (text[at] === "{") depth++;
    else if (text[at] === "}" && --depth === 0) return text.slice(0, at + 1);
  }
  return "";
}

/** Keeps the end of a stream of events, where the usage stands. */
export function createUsageReader(): { push(chunk: Uint8Array): void; read(): ToldUsage | null } {
  const kept = 16 * 1024;
  let tail = Buffer.alloc(0);
  return {
    push(chunk) {
      tail = chunk.length >= kept ? Buffer.from(chunk.subarray(-kept)) : Buffer.concat([tail.subarray(Math.max(0, tail.length + chunk.length - kept)), chunk]);
    },
    read() {
      const events = tail.toString("utf8").split(/\r\n|\r|\n/).filter((line) => line.startsWith("data:") && line.includes('"usage"'));
      for (const event of events.toReversed()) {
        const usage = toUsage(parse(event.slice(5)));
        if (usage !== null) return usage;
      }
      return null;
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function toUsage(value: unknown): ToldUsage | null {
  const { data } = told.safeParse((value as { usage?: unknown } | null)?.usage);
  if (data === undefined) return null;
  return { promptTokens: data.prompt_tokens, cachedTokens: data.prompt_tokens_details?.cached_tokens ?? 0, generatedTokens: data.completion_tokens ?? 0 };
}
