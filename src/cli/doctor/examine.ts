/** @module The checks of `premise doctor`; none of them changes anything or uses the network. */
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { dirname } from "node:path";
import { resolveDirectories } from "../../config/directories.ts";
import { type ResolvedSettings, resolveSettings } from "../../config/settings.ts";
import { toPremiseError } from "../../errors/premise-error.ts";
import { readGguf } from "../../models/gguf.ts";
import { findInCache } from "../../models/hub-cache.ts";
import { type ModelEntry, registry } from "../../models/registry.ts";
import { loadLlama } from "../../predictor/llama/bindings.ts";
import { locateLibrary } from "../../predictor/llama/library.ts";
import type { Io } from "../io.ts";
import { packageVersion } from "../version.ts";

/** `missing`: not needed, or not yet; `broken`: Premise cannot work like this. */
export type Check = { readonly name: string; readonly status: "ok" | "missing" | "broken"; readonly detail: string };
export type Diagnosis = {
  readonly version: string;
  readonly checks: readonly Check[];
  /** Empty when they cannot be read. */
  readonly settings: readonly { readonly name: string; readonly value: string | number | boolean | null; readonly origin: string }[];
};

export async function examine(io: Io): Promise<Diagnosis> {
  const settings = readSettings(io);
  const configuration = settings instanceof Error ? broken("settings", settings) : ok("settings", "read");
  const dataDir = settings instanceof Error ? resolveDirectories(io.env).data : settings.dataDir.value;
  const checks = [
    checkNode(process.versions.node),
    ok("platform", `${process.platform}-${process.arch}`),
    checkLibrary(),
    configuration,
    await checkWritable("data directory", dataDir),
    await checkWritable("model cache", resolveDirectories(io.env).hubCache),
    ...(await Promise.all(registry.map((entry) => checkModel(entry, io)))),
  ];
  return { version: packageVersion(), checks, settings: settings instanceof Error ? [] : listSettings(settings) };
}

export function checkNode(version: string): Check {
  const isNewEnough = Number(version.split(".")[0]) >= 24;
  return isNewEnough ? ok("node", version) : { name: "node", status: "broken", detail: `${version}; Premise needs 24 or newer` };
}

/** Loads the library, which checks that its struct layouts are the ones we know. */
function checkLibrary(): Check {
  try {
    const library = locateLibrary();
    loadLlama(library);
    return ok("llama.cpp", `${library.release}, layouts as known`);
  } catch (error) {
    return broken("llama.cpp", toPremiseError(error));
  }
}

/** Whether files can be made in the directory, or in the nearest one above it that exists. */
export async function checkWritable(name: string, directory: string): Promise<Check> {
  for (let at = directory; ; at = dirname(at)) {
    try {
      await access(at, constants.W_OK);
      return ok(name, at === directory ? directory : `${directory} (made when it is needed)`);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ENOENT" && dirname(at) !== at) continue;
      const problem = code === "ENOTDIR" ? "a part of its path is a file" : "it cannot be written";
      return { name, status: "broken", detail: `${directory}: ${problem}; see the settings` };
    }
  }
}

async function checkModel(entry: ModelEntry, io: Io): Promise<Check> {
  const name = `model ${entry.id}`;
  try {
    const path = await findInCache(entry, resolveDirectories(io.env).hubCache);
    if (path === null) return { name, status: "missing", detail: `${entry.defaultFor === null ? "on request" : `the ${entry.defaultFor}`}: premise models pull ${entry.id}` };
    readGguf(path);
    return ok(name, path);
  } catch (error) {
    return broken(name, toPremiseError(error));
  }
}

function readSettings(io: Io): ResolvedSettings | Error {
  try {
    return resolveSettings({ flags: {}, env: io.env, cwd: process.cwd() });
  } catch (error) {
    return toPremiseError(error);
  }
}

function listSettings(settings: ResolvedSettings): Diagnosis["settings"] {
  return Object.entries(settings).map(([name, { value, origin }]) => ({ name, value: typeof value === "string" ? hidePassword(value) : value, origin }));
}

/** A URL's user and password are secrets. */
export function hidePassword(value: string): string {
  return value.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, "$1***@");
}

function ok(name: string, detail: string): Check {
  return { name, status: "ok", detail };
}

function broken(name: string, error: Error): Check {
  return { name, status: "broken", detail: error.message };
}
