/** @module Whether this process comes before others on the machine. */
import { readFileSync } from "node:fs";

/** Of the kernel's scheduling policies, those of real time. */
const realTime = new Set(["1", "2"]);
/** Behind the name of the program, which is in brackets. Source: man 5 proc, /proc/pid/stat, field 41. */
const place = 41 - 3;

export function showPriority(): string {
  try {
    const policy = readFileSync("/proc/self/stat", "utf8").split(") ").at(-1)?.split(" ")[place];
    return realTime.has(policy ?? "") ? ", with real-time priority" : "";
  } catch {
    return "";
  }
}
