/** @module Where scripts/peers/make-proxies.sh put the peers. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { resolveDirectories } from "../../src/config/directories.ts";
import type { Environment } from "../../src/config/environment.ts";
import { PremiseError } from "../../src/errors/premise-error.ts";

export const command = "npm run perf -- proxy";

export type Places = {
  readonly wrk: string;
  readonly nginx: string;
  /** Its package's folder. */
  readonly portkey: string;
  /** The `bin` folder of its virtual environment. */
  readonly litellm: string;
};

/** `folder`: by default the script's own. Nothing is looked at until it is needed. */
export function listPlaces(env: Environment, folder = join(resolveDirectories(env).cache, "peers/proxies")): Places {
  return {
    wrk: join(folder, "bin/wrk"),
    nginx: join(folder, "bin/nginx"),
    portkey: join(folder, "portkey/node_modules/@portkey-ai/gateway"),
    litellm: join(folder, "litellm/bin"),
  };
}

/** The same path. @throws PremiseError `usage/command-line` when it was not made. */
export function requirePlace(path: string): string {
  if (!existsSync(path)) throw new PremiseError("usage/command-line", { command, problem: `${path} is missing: run scripts/peers/make-proxies.sh` });
  return path;
}
