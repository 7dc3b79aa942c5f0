/** @module Settings and where each came from: flags, then `PREMISE_*`, then the project file, then the user file, then the default. */
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { suggestNearest } from "../errors/nearest.ts";
import { PremiseError } from "../errors/premise-error.ts";
import { resolveDirectories } from "./directories.ts";
import { type Environment, readSwitch, readVariable } from "./environment.ts";
import { parseRemotes } from "./remotes.ts";
import { readSettingsFile } from "./settings-file.ts";

export type Settings = {
  /** The predictor's MODEL. */
  readonly model: string;
  /** The MODEL that speaks for it in dialogue. */
  readonly translator: string;
  /** null: the engine chooses. */
  readonly threads: number | null;
  /** null: as much as the model was made for, within the engine's limit. */
  readonly contextTokens: number | null;
  /** True: results that depend on the request alone, bit for bit; slower. */
  readonly deterministic: boolean;
  /** True: the embedded engine uses flash attention over a 16-bit cache; faster. */
  readonly flashAttention: boolean;
  /** A folder or URL that holds model files. */
  readonly mirror: string | null;
  readonly dataDir: string;
  /** True: no network for models. */
  readonly offline: boolean;
  /** Path of a timeline that replaces the shipped one, or null. */
  readonly timeline: string | null;
};

/** `origin`: a flag, a variable, a file's path, or `default`. */
export type Setting<T> = { readonly value: T; readonly origin: string };
export type ResolvedSettings = { readonly [Name in keyof Settings]: Setting<Settings[Name]> };
export type SettingsInput = { readonly flags?: Readonly<Record<string, unknown>>; readonly env: Environment; readonly cwd: string; readonly home?: string };

export const projectFileName = "premise.config.yaml";
export const userFileName = "config.yaml";

/** Variables and flags give digits; in a file true, null or a list is no count, so nothing is coerced. */
const digits = z.string("expected a whole number").regex(/^\d{1,15}$/, "expected a whole number").transform(Number);
const count = z.preprocess((value) => (typeof value === "number" ? String(value) : value), digits.refine((value) => value >= 1, "expected at least 1"));
const text = z.string("expected a text").min(1, "expected a text that is not empty");
const schema = {
  model: text,
  translator: text,
  threads: count,
  contextTokens: count,
  deterministic: z.boolean("expected true or false"),
  flashAttention: z.boolean("expected true or false"),
  mirror: text,
  dataDir: text,
  offline: z.boolean("expected true or false"),
  timeline: text,
} satisfies Record<keyof Settings, z.ZodType>;
const names = Object.keys(schema) as (keyof Settings)[];

type Layer = { readonly origin: (name: keyof Settings) => string; readonly values: Partial<Record<keyof Settings, unknown>> };

/** @throws PremiseError `config/invalid`, naming the flag, variable or file. */
export function resolveSettings(input: SettingsInput): ResolvedSettings {
  const directories = resolveDirectories(input.env, input.home);
  const layers = [
    flagLayer(input.flags ?? {}),
    environmentLayer(input.env),
    fileLayer(join(input.cwd, projectFileName), false),
    fileLayer(join(directories.config, userFileName), true),
  ];
  const defaults: Settings = {
    model: "gemma-3-270m",
    translator: "smollm2-135m-instruct",
    threads: null,
    contextTokens: null,
    deterministic: false,
    flashAttention: false,
    mirror: null,
    dataDir: directories.data,
    offline: false,
    timeline: null,
  };
  return Object.fromEntries(names.map((name) => [name, pick(name, layers) ?? { value: defaults[name], origin: "default" }])) as ResolvedSettings;
}

function pick(name: keyof Settings, layers: readonly Layer[]): Setting<unknown> | null {
  const layer = layers.find(({ values }) => values[name] !== undefined && values[name] !== null);
  if (layer === undefined) return null;
  const origin = layer.origin(name);
  const parsed = schema[name].safeParse(layer.values[name]);
  if (parsed.success) return { value: parsed.data, origin };
  throw new PremiseError("config/invalid", { source: origin, problem: `${name}: ${parsed.error.issues[0]?.message ?? "invalid"}` });
}

function flagLayer(flags: Readonly<Record<string, unknown>>): Layer {
  const values = Object.fromEntries(names.flatMap((name) => (flags[name] === undefined ? [] : [[name, flags[name]]])));
  return { origin: (name) => `--${kebab(name)}`, values };
}

function environmentLayer(env: Environment): Layer {
  const values: Layer["values"] = Object.fromEntries(names.map((name) => [name, readVariable(env, variable(name))]));
  const ours = readVariable(env, variable("offline"));
  const offline = ours === undefined ? readSwitch(env, "HF_HUB_OFFLINE") || undefined : toSwitch(ours);
  const switches = Object.fromEntries((["deterministic", "flashAttention"] as const).map((name) => {
    const value = readVariable(env, variable(name));
    return [name, value === undefined ? undefined : toSwitch(value)];
  }));
  const origin = (name: keyof Settings): string => (name === "offline" && ours === undefined ? "HF_HUB_OFFLINE" : variable(name));
  return { origin, values: { ...values, offline, ...switches } };
}

/** What is neither yes nor no stays as it is, and is refused. */
function toSwitch(value: string): boolean | string {
  if (/^(0|false|no|off)$/i.test(value)) return false;
  return readSwitch({ value }, "value") === true ? true : value;
}

function fileLayer(path: string, isUserFile: boolean): Layer {
  const { remotes, ...parsed } = readSettingsFile(path);
  if (remotes !== undefined && !isUserFile) throw new PremiseError("config/invalid", { source: path, problem: "remotes belong in the user file, since whoever names a server decides where keys and texts go" });
  parseRemotes(remotes, path);
  const unknown = Object.keys(parsed).find((key) => !names.includes(key as keyof Settings));
  if (unknown !== undefined) throw new PremiseError("config/invalid", { source: path, problem: `unknown setting "${unknown}"${suggestNearest(unknown, [...names, "remotes"])}` });
  const base = dirname(path);
  const at = (value: unknown): unknown => (typeof value === "string" && value !== "" && !/^[a-z]+:\/\//i.test(value) ? resolve(base, value) : value);
  return { origin: () => path, values: { ...parsed, dataDir: at(parsed["dataDir"]), mirror: at(parsed["mirror"]), timeline: at(parsed["timeline"]) } };
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function variable(name: keyof Settings): string {
  return `PREMISE_${kebab(name).replaceAll("-", "_").toUpperCase()}`;
}
