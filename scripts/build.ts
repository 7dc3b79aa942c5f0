/** @module What `npm run build` runs: dist/ from src/, the package that would be published, and the checks of both. */
import { existsSync } from "node:fs";
import { compile } from "./build/compile.ts";
import { checkInstalled, checkPublished } from "./build/checks.ts";
import { packPublished } from "./build/pack.ts";

const root = process.cwd();

try {
  const copied = await compile(root);
  say(`dist/ is compiled, with ${copied} files beside the code`);
  const tarball = await packPublished(root);
  say(`${tarball} is what would be published`);
  if (existsSync(`${root}/src/index.ts`)) say(await checkPublished(root, tarball));
  else say("publint and attw left out: there is no src/index.ts yet");
  if (existsSync(`${root}/src/cli/main.ts`)) say(await checkInstalled(tarball));
  else say("installed package not tried: there is no src/cli/main.ts yet");
} catch (thrown) {
  say(`failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  process.exitCode = 1;
}

function say(text: string): void {
  process.stderr.write(`build: ${text}\n`);
}
