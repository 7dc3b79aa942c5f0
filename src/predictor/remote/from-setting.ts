/** @module From the operator's setting to what a remote predictor is opened with. */
import { join } from "node:path";
import { resolveDirectories } from "../../config/directories.ts";
import type { Environment } from "../../config/environment.ts";
import { resolveRemote } from "../../config/remotes.ts";
import { PremiseError } from "../../errors/premise-error.ts";
import { systemClock } from "../../random/clock.ts";
import { createRandom } from "../../random/seeded.ts";
import type { RemoteOptions } from "./options.ts";
import { createVerdictStore } from "./probe/verdict-store.ts";

export type NamedRemote = { readonly remote: string; readonly id: string; readonly env: Environment; readonly contextTokens?: number };

/**
 * What `REMOTE:ID` means to this operator; the id `default` is the setting's `model`.
 * @throws PremiseError `remote/unknown`, `config/invalid`.
 */
export function toRemoteOptions({ remote, id, env, contextTokens: asked }: NamedRemote): RemoteOptions {
  const { setting, key } = resolveRemote(remote, env);
  const { url, dialect, kind, vocabularySize, bos, endOfText, concurrency, answerSeconds } = setting;
  const contextTokens = shorter(setting.contextTokens, asked);
  return {
    name: remote,
    model: toModel(remote, id, setting.model),
    url,
    key,
    ...present({ dialect }),
    told: present({ kind, contextTokens, vocabularySize, bos, endOfText }),
    limits: present({ concurrency, answerSeconds }),
    clock: systemClock,
    // Only pauses between attempts are drawn from it; different processes should not all try again at once.
    random: createRandom(process.pid),
    verdicts: createVerdictStore(join(resolveDirectories(env).cache, "remotes")),
  };
}

function toModel(remote: string, id: string, model: string | undefined): string {
  if (id !== "default") return id;
  if (model === undefined) throw new PremiseError("config/invalid", { source: `remote ${remote}`, problem: "the id default needs a model in its setting" });
  return model;
}

function shorter(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}

type Present<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

/** The members that have a value. */
function present<T extends Readonly<Record<string, unknown>>>(members: T): Present<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Present<T>;
}
