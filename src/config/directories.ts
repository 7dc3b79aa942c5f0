/** @module Where things lie on disk: our own directories (XDG) and the Hugging Face hub cache. */
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { type Environment, readVariable } from "./environment.ts";

export type Directories = {
  /** Runs and other things worth keeping. */
  readonly data: string;
  /** What can be computed again. */
  readonly cache: string;
  /** The user's configuration file. */
  readonly config: string;
  /** Models, in the Hugging Face cache layout. */
  readonly hubCache: string;
  /** The Hugging Face home, which may hold a token. */
  readonly hubHome: string;
};

/**
 * Directories as environment and home directory give them; nothing is created.
 * Source: XDG Base Directory Specification 0.8 (relative paths are ignored) and the `HF_*` variables of huggingface_hub.
 */
export function resolveDirectories(env: Environment, home: string = readVariable(env, "HOME") ?? homedir()): Directories {
  const cacheHome = xdg(env, "XDG_CACHE_HOME", join(home, ".cache"));
  const hubHome = expand(readVariable(env, "HF_HOME"), home) ?? join(cacheHome, "huggingface");
  return {
    data: expand(readVariable(env, "PREMISE_DATA_DIR"), home) ?? join(xdg(env, "XDG_DATA_HOME", join(home, ".local", "share")), "premise"),
    cache: join(cacheHome, "premise"),
    config: join(xdg(env, "XDG_CONFIG_HOME", join(home, ".config")), "premise"),
    hubCache: expand(readVariable(env, "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"), home) ?? join(hubHome, "hub"),
    hubHome,
  };
}

function xdg(env: Environment, name: string, fallback: string): string {
  const value = readVariable(env, name);
  return value !== undefined && isAbsolute(value) ? value : fallback;
}

function expand(path: string | undefined, home: string): string | undefined {
  if (path === undefined) return undefined;
  return resolve(path === "~" || path.startsWith("~/") ? join(home, path.slice(1)) : path);
}
