/** @module The servers that the operator names under `remotes` in the user file; keys come from a variable or a file named there. */
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { suggestNearest } from "../errors/nearest.ts";
import { PremiseError } from "../errors/premise-error.ts";
import { resolveDirectories } from "./directories.ts";
import { type Environment, readVariable } from "./environment.ts";
import { readSettingsFile } from "./settings-file.ts";

const text = z.string("expected a text").min(1, "expected a text that is not empty");
const count = z.int("expected a whole number").min(1, "expected at least 1");
const id = z.int("expected a token id").min(0, "expected a token id");
const seconds = z.number("expected seconds").positive("expected more than 0 seconds");
const amount = z.number("expected an amount of money").min(0, "expected an amount of money");
const members = {
  url: text,
  model: text.optional(),
  keyEnv: text.optional(),
  keyFile: text.optional(),
  dialect: z.enum(["auto", "echo", "prompt-logprobs", "chat"], "expected auto, echo, prompt-logprobs or chat").optional(),
  kind: z.enum(["base", "instruct"], "expected base or instruct").optional(),
  contextTokens: count.optional(),
  vocabularySize: count.optional(),
  bos: id.nullable().optional(),
  endOfText: z.array(id, "expected a list of token ids").optional(),
  concurrency: count.optional(),
  answerSeconds: seconds.optional(),
  price: z.strictObject({ promptPerMillion: amount, generatedPerMillion: amount, currency: z.string("expected a currency").regex(/^[A-Z]{3}$/, "expected three capital letters, as in EUR") }, "expected promptPerMillion, generatedPerMillion and currency").optional(),
} satisfies Record<string, z.ZodType>;
const schema = z.object(members);
const known = Object.keys(members);

/** One server. `model` is what it is asked for under the id `default`; the other members tell what a server may not tell itself. */
export type RemoteSetting = z.output<typeof schema>;
export type Remotes = Readonly<Record<string, RemoteSetting>>;

/** A remote, with the key that its setting points to. */
export type ResolvedRemote = { readonly setting: RemoteSetting; readonly key: string | null };

const userFileName = "config.yaml";

/**
 * The remote of that name in the user's own file. A project's file can't name one: whoever wrote it could have keys sent anywhere.
 * @throws PremiseError `remote/unknown`, `config/invalid`; no message shows a key.
 */
export function resolveRemote(name: string, env: Environment, home?: string): ResolvedRemote {
  const file = join(resolveDirectories(env, home).config, userFileName);
  const remotes = parseRemotes(readSettingsFile(file)["remotes"], file);
  const setting = Object.hasOwn(remotes, name) ? remotes[name] : undefined;
  if (setting === undefined) throw new PremiseError("remote/unknown", { remote: name, suggestion: suggestNearest(name, Object.keys(remotes)), file });
  return { setting, key: readKey(name, setting, env, file) };
}

/** @throws PremiseError `config/invalid` that names the member, with the nearest known one. */
export function parseRemotes(value: unknown, source: string): Remotes {
  if (value === undefined || value === null) return {};
  const named = z.record(z.string(), z.record(z.string(), z.unknown())).safeParse(value);
  if (!named.success) throw invalid(source, "remotes: expected names, each with url and more");
  return Object.fromEntries(Object.entries(named.data).map(([name, members]) => [name, parseRemote(name, members, source)]));
}

function parseRemote(name: string, given: Readonly<Record<string, unknown>>, source: string): RemoteSetting {
  if (!/^[a-z][a-z0-9_-]+$/.test(name) || name === "world") throw invalid(source, `remotes.${name}: a name has two or more small letters, digits, - or _, and is not world`);
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown !== undefined) throw invalid(source, `remotes.${name}: unknown setting "${unknown}"${suggestNearest(unknown, known)}`);
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw invalid(source, `remotes.${name}.${parsed.error.issues[0]?.path.join(".") ?? ""}: ${parsed.error.issues[0]?.message ?? "invalid"}`);
  if (parsed.data.keyEnv !== undefined && parsed.data.keyFile !== undefined) throw invalid(source, `remotes.${name}: give keyEnv or keyFile, not both`);
  return parsed.data;
}

function readKey(name: string, { keyEnv, keyFile }: RemoteSetting, env: Environment, source: string): string | null {
  if (keyEnv !== undefined) {
    const key = readVariable(env, keyEnv);
    if (key === undefined) throw invalid(source, `remotes.${name}.keyEnv: the variable ${keyEnv} is not set`);
    return requireKey(key.trim(), `the variable ${keyEnv}`, name, source);
  }
  if (keyFile === undefined) return null;
  try {
    return requireKey(readFileSync(resolve(dirname(source), keyFile), "utf8").trim(), keyFile, name, source);
  } catch (error) {
    if (error instanceof PremiseError) throw error;
    throw invalid(source, `remotes.${name}.keyFile: ${(error as Error).message}`);
  }
}

/** A key goes into a header, so it is one line of visible ASCII. */
function requireKey(key: string, from: string, name: string, source: string): string {
  if (!/^[\x21-\x7e]+$/.test(key)) throw invalid(source, `remotes.${name}: ${from} holds no key, which is one line of letters, digits and signs`);
  return key;
}

function invalid(source: string, problem: string): PremiseError {
  return new PremiseError("config/invalid", { source, problem });
}
