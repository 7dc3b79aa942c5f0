/** @module Reads a settings file: YAML, one `name: value` a line. A file that is not there holds nothing. */
import { readFileSync } from "node:fs";
import { parse as parseYaml } from "yaml";
import { z } from "zod";
import { PremiseError } from "../errors/premise-error.ts";

/** @throws PremiseError `config/invalid` for a file that cannot be read, or holds something else. */
export function readSettingsFile(path: string): Readonly<Record<string, unknown>> {
  let source: string;
  try {
    source = readFileSync(path, "utf8");
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return {};
    throw new PremiseError("config/invalid", { source: path, problem: message }, { cause });
  }
  try {
    const value: unknown = parseYaml(source) ?? {};
    return z.record(z.string(), z.unknown(), "expected settings, one `name: value` a line").parse(value);
  } catch (cause) {
    const problem = cause instanceof z.ZodError ? (cause.issues[0]?.message ?? "invalid") : (cause as Error).message.split("\n")[0];
    throw new PremiseError("config/invalid", { source: path, problem: problem ?? "invalid" }, { cause });
  }
}
