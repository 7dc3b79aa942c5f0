/** @module What a process that will be killed says: each line at once, whole also when its reader is slow. */
import { writeSync } from "node:fs";

/** Ends a line, so that one which the kill has cut is not taken for a shorter one. */
export const endMark = ";";

export function say(line: string): void {
  const bytes = Buffer.from(`${line}${endMark}\n`);
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(1, bytes, done);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    }
  }
}
