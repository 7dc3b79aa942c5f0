/** @module Whether a process that wrote its name into a file still runs. */
import { hostname } from "node:os";

export type ProcessName = { readonly pid: number; readonly host: string };

export function nameThisProcess(): ProcessName {
  return { pid: process.pid, host: hostname() };
}

/** On another machine (the file is in a shared folder) we cannot look, so its process is taken to be alive. */
export function isAlive({ pid, host }: ProcessName): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
