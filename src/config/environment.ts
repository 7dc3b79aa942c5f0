/** @module Reading environment variables: an empty one counts as not set. */

export type Environment = Readonly<Record<string, string | undefined>>;

/** The first of `names` that is set and not empty. */
export function readVariable(env: Environment, ...names: readonly string[]): string | undefined {
  return names.map((name) => env[name]).find((value) => value !== undefined && value !== "");
}

/** 1, true, yes and on are yes, in any case, as in the Hugging Face libraries; undefined when the variable is not set. */
export function readSwitch(env: Environment, name: string): boolean | undefined {
  const value = readVariable(env, name);
  return value === undefined ? undefined : /^(1|true|yes|on)$/i.test(value);
}
