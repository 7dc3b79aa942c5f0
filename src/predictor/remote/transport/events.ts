/** @module Server-sent events of a completion stream, each parsed; silence is a failure. */
import { createParser } from "eventsource-parser";
import type { IncomingMessage } from "node:http";
import { PremiseError } from "../../../errors/premise-error.ts";
import { hideKey, invalidAnswer, type Place } from "./failure.ts";
import { parseLooseJson } from "./loose-json.ts";

export type StreamSetting = { readonly place: Place; readonly path: string; readonly signal: AbortSignal; readonly idleSeconds: number; readonly bodyBytes: number };

/**
 * The JSON of every event up to `[DONE]`.
 * @throws PremiseError `remote/timeout` when nothing comes for `idleSeconds`; `remote/invalid-answer` for what is no JSON, an error inside the stream, an event of
 * more than `bodyBytes`, or an end without `[DONE]`.
 */
export async function* readEvents(message: IncomingMessage, setting: StreamSetting): AsyncGenerator<unknown> {
  const { place, path, idleSeconds, bodyBytes } = setting;
  const waiting: string[] = [];
  let tooLong = false;
  const parser = createParser({ onEvent: ({ data }) => void waiting.push(data), onError: ({ type }) => void (tooLong ||= type === "max-buffer-size-exceeded"), maxBufferSize: bodyBytes });
  const decoder = new TextDecoder();
  const silent = (): void => void message.destroy(new PremiseError("remote/timeout", { remote: place.remote, problem: `its stream was silent for ${idleSeconds} s` }));
  const timer = setTimeout(silent, idleSeconds * 1000);
  try {
    for await (const piece of message as AsyncIterable<Buffer>) {
      timer.refresh();
      parser.feed(decoder.decode(piece, { stream: true }));
      if (tooLong) throw invalidAnswer(place, path, `an event is longer than ${bodyBytes} bytes`);
      for (const data of waiting.splice(0)) {
        if (data.trim() === "[DONE]") return;
        yield readEvent(data, setting);
        timer.refresh();
      }
    }
    throw invalidAnswer(place, path, "its stream ends before [DONE]");
  } finally {
    clearTimeout(timer);
    message.destroy();
  }
}

function readEvent(data: string, { place, path }: StreamSetting): unknown {
  let value: unknown;
  try {
    value = parseLooseJson(data);
  } catch {
    throw invalidAnswer(place, path, `an event is no JSON: ${JSON.stringify(data.slice(0, 60))}`);
  }
  const error = typeof value === "object" && value !== null && "error" in value ? value.error : null;
  if (error === null || error === undefined) return value;
  throw invalidAnswer(place, path, `an error within its stream: ${hideKey(JSON.stringify(error), place.key)}`);
}
