/** @module What a process that will be killed says: each line at once and whole, also when its reader is slow. */
import { writeSync } from "node:fs";

export function say(line: string): void {
  for (;;) {
    try {
      writeSync(1, `${line}\n`);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    }
  }
}
