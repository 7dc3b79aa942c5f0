/** @module Makes dist/: compiled code, the data files beside it, an executable command. */
import { chmodSync, cpSync, existsSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runNode } from "../test/run.ts";

const shebang = "#!/usr/bin/env node\n";

/** @returns how many files that are no TypeScript were copied. @throws Error with the compiler's words. */
export async function compile(root: string): Promise<number> {
  rmSync(join(root, "dist"), { recursive: true, force: true });
  const { code, output } = await runNode([join(root, "node_modules/typescript/bin/tsc"), "-p", join(root, "tsconfig.build.json")], { show: false });
  if (code !== 0) throw new Error(`tsc:\n${output}`);
  for (const path of globSync("dist/**/*.js", { cwd: root })) rewrite(join(root, path), renameModuleUrls);
  makeExecutable(join(root, "dist/cli/main.js"));
  return copyData(root);
}

/** The compiler renames imports, but not the addresses of workers: `new URL("./worker.ts", import.meta.url)`. */
export function renameModuleUrls(code: string): string {
  return code.replace(/(new URL\(\s*(["'`])\.{1,2}\/[^"'`]*)\.ts(\2\s*,\s*import\.meta\.url)/g, "$1.js$3");
}

function makeExecutable(path: string): void {
  if (!existsSync(path)) return;
  rewrite(path, (code) => (code.startsWith("#!") ? code : shebang + code));
  chmodSync(path, 0o755);
}

function copyData(root: string): number {
  const files = globSync("src/**/*.*", { cwd: root }).filter((path) => !path.endsWith(".ts"));
  for (const path of files) cpSync(join(root, path), join(root, path.replace(/^src/, "dist")), { recursive: true });
  return files.length;
}

function rewrite(path: string, change: (code: string) => string): void {
  const before = readFileSync(path, "utf8");
  const after = change(before);
  if (after !== before) writeFileSync(path, after);
}
