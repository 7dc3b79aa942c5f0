/** @module A body that draws a text from a predictor, some tokens a step, and writes down what it does where no kill can take it back. */
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import type { Predictor } from "../../src/predictor/predictor.ts";
import { deriveSeed } from "../../src/random/seeded.ts";
import type { RunBody } from "../../src/runs/run.ts";
import { exampleStep } from "../../src/testing/run-store-conformance.ts";

export type SamplingInput = { readonly seed: number; readonly steps: number; readonly tokens: number };

export type WorkLog = { readonly write: (line: string) => void; readonly close: () => void };

/** Lines that are on the disk when `write` returns. */
export function openWorkLog(path: string): WorkLog {
  const file = openSync(path, "a");
  const write = (line: string): void => {
    writeSync(file, `${line}\n`);
    fsyncSync(file);
  };
  return { write, close: () => closeSync(file) };
}

/** Whole lines only. */
export function readWorkLog(path: string): readonly string[] {
  return readFileSync(path, "utf8").split("\n").slice(0, -1);
}

/** Each step continues the text so far. `log` is told `RUN POSITION` when a step's work is done, before it can be recorded. */
export function createSampling(predictor: Predictor, log: Pick<WorkLog, "write">): RunBody {
  return async (input, steps) => {
    const { seed, steps: count, tokens: maxTokens } = input as SamplingInput;
    const text: number[] = predictor.info.bos.token === null ? [] : [predictor.info.bos.token];
    for (let position = 0; position < count; position++) {
      const { output } = await steps.take(async () => {
        const drawn: { readonly token: number; readonly logprob: number }[] = [];
        const request = { context: [...text], maxTokens, seed: deriveSeed(seed, position) };
        for await (const event of predictor.sample([request], { signal: steps.signal })) {
          if (event.kind === "refused") throw event.error;
          if (event.kind === "token") drawn.push({ token: event.token.token, logprob: event.token.logprob });
        }
        log.write(`${steps.run} ${position}`);
        return exampleStep({ kind: "thought", seed: request.seed, input: { position }, output: { drawn } });
      });
      // Not past the end of a text: it begins anew.
      const tokens = (output as { readonly drawn: readonly { readonly token: number }[] }).drawn.map(({ token }) => token);
      text.push(...tokens.filter((token) => !predictor.info.endOfText.includes(token)));
    }
    return { tokens: text.length };
  };
}
