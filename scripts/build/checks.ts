/** @module Checks of the packed package: publint, attw, and a trial installation. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { runNode } from "../test/run.ts";
import { runNpm } from "./npm.ts";

/** @throws Error with what publint or attw found. */
export async function checkPublished(root: string, tarball: string): Promise<string> {
  const bytes = readFileSync(tarball);
  const { messages, pkg } = await publint({ pack: { tarball: new Uint8Array(bytes).buffer } });
  const serious = messages.filter(({ type }) => type !== "suggestion").map((message) => formatMessage(message, pkg));
  if (serious.length > 0) throw new Error(`publint:\n${serious.join("\n")}`);
  const attw = await runNode([join(root, "node_modules/@arethetypeswrong/cli/dist/index.js"), tarball, "--profile", "esm-only", "--no-color", "--no-emoji"], { show: false });
  if (attw.code !== 0) throw new Error(`attw:\n${attw.output}`);
  return "publint and attw have nothing against it";
}

/** Installs the tarball into an empty folder and asks the command for its version. @throws Error when either fails. */
export async function checkInstalled(tarball: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "premise-install-"));
  try {
    writeFileSync(join(folder, "package.json"), "{}");
    await runNpm(["install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", tarball], folder);
    const { code, output } = await runNode([join(folder, "node_modules/premisekit/dist/cli/main.js"), "--version"], { show: false });
    if (code !== 0 || !/^\d+\.\d+\.\d+$/.test(output.trim())) throw new Error(`the installed \`premise --version\` ended with ${code}: ${output}`);
    return `installed into an empty folder, \`premise --version\` says ${output.trim()}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
