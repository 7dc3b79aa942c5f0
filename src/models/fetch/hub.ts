/** @module The Hugging Face hub as a source: `HF_ENDPOINT`, and a token from the environment or the token file. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { resolveDirectories } from "../../config/directories.ts";
import { type Environment, readVariable } from "../../config/environment.ts";
import type { HubFile } from "../registry.ts";
import { failed, type Source } from "./source.ts";
import { fetchUrl } from "./url.ts";

export function createHubSource(file: HubFile): Source {
  return {
    name: `hub ${file.repo}`,
    fetch: async (part, task) => {
      const endpoint = readVariable(task.env, "HF_ENDPOINT") ?? "https://huggingface.co";
      const url = URL.parse(`${endpoint.replace(/\/+$/, "")}/${file.repo}/resolve/${file.revision}/${file.file}`);
      if (url === null) return failed("HF_ENDPOINT is not a URL");
      const token = await readToken(task.env);
      return fetchUrl({ url, authorization: token === null ? null : `Bearer ${token}` }, part, task);
    },
  };
}

async function readToken(env: Environment): Promise<string | null> {
  const token = readVariable(env, "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN");
  if (token !== undefined) return token.trim();
  const path = readVariable(env, "HF_TOKEN_PATH") ?? join(resolveDirectories(env).hubHome, "token");
  return (await readFile(path, "utf8").catch(() => "")).trim() || null;
}
