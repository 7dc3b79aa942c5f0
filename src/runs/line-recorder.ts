/** @module A recorder that adds lines to a run's text, wherever that lies. */
import { formatEnd, formatHeader, formatStep } from "./lines.ts";
import { createRecorder } from "./recorder.ts";
import type { Recorder, RunHeader } from "./run.ts";

/** Adds `text` behind the first `size` bytes of a run's text, 0 for a new one. @returns its size afterwards. */
export type AppendText = (id: string, text: string, size: number) => Promise<number>;

/** Its header is written when this resolves. */
export async function createLineRecorder(header: RunHeader, append: AppendText): Promise<Recorder> {
  let size = await append(header.id, formatHeader(header), 0);
  return createRecorder(header, {
    step: async (step) => void (size = await append(header.id, formatStep(step), size)),
    end: async (end) => void (size = await append(header.id, formatEnd(end), size)),
  });
}
