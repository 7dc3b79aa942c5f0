/** @module Keeps verdicts between processes, one file each, until they expire. What cannot be read back whole is probed again. */
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { hashValue } from "../../../random/hash.ts";
import { type Verdict, verdictSchema } from "./verdict.ts";

/** Who was probed, and in what way: another identity is another server. */
export type VerdictKey = { readonly url: string; readonly model: string; readonly dialect: string; readonly identity: Readonly<Record<string, string | number | null>> };

export interface VerdictStore {
  /** The verdict on `key` that has not expired at `now`; null when there is none. */
  find(key: VerdictKey, now: Date): Promise<Verdict | null>;
  keep(key: VerdictKey, verdict: Verdict, now: Date): Promise<void>;
}

/** A verdict counts for a day: servers are restarted with other settings under the same name. */
const lifeSeconds = 24 * 3600;
const date = z.iso.datetime();
const fileSchema = z.strictObject({ version: z.literal(1), key: z.string(), probedAt: date, expiresAt: date, verdict: verdictSchema });

/** Verdicts in `folder`, which is made when needed. Where it can't be written nothing is kept. */
export function createVerdictStore(folder: string): VerdictStore {
  const pathOf = (key: VerdictKey): string => join(folder, `${hashValue(key).slice(0, 32)}.json`);
  return {
    async find(key, now) {
      const file = await readVerdict(pathOf(key));
      if (file === null || file.key !== hashValue(key)) return null;
      const isCurrent = Date.parse(file.probedAt) <= now.getTime() && now.getTime() < Date.parse(file.expiresAt);
      return isCurrent ? file.verdict : null;
    },
    async keep(key, verdict, now) {
      const file = { version: 1, key: hashValue(key), probedAt: now.toISOString(), expiresAt: new Date(now.getTime() + lifeSeconds * 1000).toISOString(), verdict };
      const part = `${pathOf(key)}.${process.pid}.part`;
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(part, `${JSON.stringify(file, null, 2)}\n`);
        await rename(part, pathOf(key));
      } catch {
        await rm(part, { force: true }).catch(() => undefined);
      }
    },
  };
}

async function readVerdict(path: string): Promise<z.output<typeof fileSchema> | null> {
  try {
    return fileSchema.safeParse(JSON.parse(await readFile(path, "utf8"))).data ?? null;
  } catch {
    return null;
  }
}
