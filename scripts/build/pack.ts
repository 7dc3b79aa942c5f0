/** @module Packs what would be published: dist/ and pages, with a package.json that leaves out what only a clone needs. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { nodePackages } from "../pinned-node.mjs";
import { runNpm } from "./npm.ts";

export type Manifest = Readonly<Record<string, unknown>> & {
  readonly name: string;
  readonly version: string;
  readonly files: readonly string[];
  readonly optionalDependencies: Readonly<Record<string, string>>;
};

/** @returns the tarball's path, in `root`. */
export async function packPublished(root: string): Promise<string> {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
  const stage = mkdtempSync(join(tmpdir(), "premise-pack-"));
  try {
    for (const path of manifest.files) copyIfThere(join(root, path), join(stage, path));
    writeFileSync(join(stage, "package.json"), `${JSON.stringify(toPublished(manifest), null, 2)}\n`);
    await runNpm(["pack", "--ignore-scripts", "--pack-destination", stage], stage);
    const name = `${manifest.name}-${manifest.version}.tgz`;
    cpSync(join(stage, name), join(root, `${name}.part`));
    renameSync(join(root, `${name}.part`), join(root, name));
    return join(root, name);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/**
 * The package.json that users get. The packaged Node stays out: it would put its own `node` before theirs in `node_modules/.bin`;
 * `engines` says what is needed.
 */
export function toPublished(manifest: Manifest): Readonly<Record<string, unknown>> {
  const { private: _private, scripts: _scripts, devDependencies: _dev, ...rest } = manifest;
  const ours = new Set<string>(Object.values(nodePackages));
  const optional = Object.entries(manifest.optionalDependencies).filter(([name]) => !ours.has(name));
  return { ...rest, optionalDependencies: Object.fromEntries(optional) };
}

function copyIfThere(from: string, to: string): void {
  if (!existsSync(from)) return;
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true });
}
