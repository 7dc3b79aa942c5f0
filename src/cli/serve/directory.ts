/** @module What a server keeps in the data directory about itself: a name that stays, and what it tells other commands. */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { readHolder } from "../../store/lock.ts";

/** What a running server tells commands of the same user: where it is, and a token that lets them in. */
const told = z.object({ url: z.string(), token: z.string() });
export type RunningServer = z.output<typeof told>;

/** The directory's own name in the ledger; made once, and anew where a crash left it empty. The directory is there, and locked. */
export function readOwner(directory: string): string {
  const path = join(directory, "owner");
  const known = existsSync(path) ? readFileSync(path, "utf8").trim() : "";
  if (known !== "") return known;
  const owner = randomBytes(8).toString("hex");
  writeFileSync(path, `${owner}\n`, { mode: 0o600 });
  return owner;
}

/** The server that runs on this data directory, or null. */
export function findServer(directory: string): RunningServer | null {
  return told.safeParse(readHolder(directory)?.told).data ?? null;
}
