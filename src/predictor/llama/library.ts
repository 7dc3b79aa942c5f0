/** @module Where the packaged llama.cpp libraries lie for this platform. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { existsSync, readdirSync } from "node:fs";
import { PremiseError } from "../../errors/premise-error.ts";

/** The release whose struct layouts `bindings.ts` knows. */
export const llamaRelease = "v0.5.0";

const packages: Readonly<Record<string, string>> = {
  "linux-x64": "@node-llama-cpp/linux-x64",
  "linux-arm64": "@node-llama-cpp/linux-arm64",
  "darwin-arm64": "@node-llama-cpp/mac-arm64-metal",
  "darwin-x64": "@node-llama-cpp/mac-x64",
  "win32-x64": "@node-llama-cpp/win-x64",
};

export type LlamaLibrary = { readonly directory: string; readonly llama: string; readonly ggml: string; readonly ggmlBase: string; readonly release: string };

/** @throws PremiseError `engine/unsupported-platform` when there is no package, `engine/layout-mismatch` when it holds another release. */
export function locateLibrary(platform: string = `${process.platform}-${process.arch}`): LlamaLibrary {
  const name = packages[platform];
  const directory = name === undefined ? null : findBinaries(name);
  if (directory === null) {
    const missing = name === undefined ? "" : ` (its package ${name} is not installed)`;
    throw new PremiseError("engine/unsupported-platform", { platform: `${platform}${missing}`, supported: Object.keys(packages).join(", ") });
  }
  const files = readdirSync(directory);
  const llama = files.find((file) => /^(lib)?llama(\.v[\d.]+)?\.(so|dylib|dll)$/.test(file));
  const ggml = files.find((file) => /^(lib)?ggml(\.v[\d.]+)?\.(so|dylib|dll)$/.test(file));
  const ggmlBase = files.find((file) => /^(lib)?ggml-base(\.v[\d.]+)?\.(so|dylib|dll)$/.test(file));
  if (llama === undefined || ggml === undefined || ggmlBase === undefined) {
    throw new PremiseError("engine/layout-mismatch", { library: directory, release: llamaRelease, problem: "libllama, libggml or libggml-base is missing" });
  }
  return { directory, llama: join(directory, llama), ggml: join(directory, ggml), ggmlBase: join(directory, ggmlBase), release: llamaRelease };
}

function findBinaries(packageName: string): string | null {
  try {
    const entry = createRequire(import.meta.url).resolve(packageName);
    const bins = join(dirname(entry), "..", "bins");
    const folder = existsSync(bins) ? readdirSync(bins)[0] : undefined;
    return folder === undefined ? null : join(bins, folder);
  } catch {
    return null;
  }
}
