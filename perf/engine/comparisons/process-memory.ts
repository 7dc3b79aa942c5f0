/** @module Memory of this process as Linux counts it, in bytes. */
import { readFileSync } from "node:fs";

export type ProcessMemory = { readonly resident: number; readonly highest: number; readonly anonymous: number; readonly file: number };

export function readMemory(): ProcessMemory {
  return parseStatus(readFileSync("/proc/self/status", "utf8"));
}

export function parseStatus(text: string): ProcessMemory {
  const field = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1] ?? Number.NaN) * 1024;
  return { resident: field("VmRSS"), highest: field("VmHWM"), anonymous: field("RssAnon"), file: field("RssFile") };
}
