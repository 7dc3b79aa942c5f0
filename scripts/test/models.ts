/** @module Fetches the default models once, before the workers start, so that real-model tests find them. */
import { type Part, skipPart, toPart } from "./part.ts";
import { runNode } from "./run.ts";

const defaults = ["gemma-3-270m", "smollm2-135m-instruct"];

/** One test a model; skipped where no source can be reached, since the tests that need the model then skip too. */
export async function pullModels(): Promise<readonly Part[]> {
  const parts: Part[] = [];
  for (const model of defaults) parts.push(await pullModel(model));
  return parts;
}

async function pullModel(model: string): Promise<Part> {
  const name = `model ${model}`;
  const { code, output } = await runNode(["src/cli/main.ts", "models", "pull", model], { show: false });
  const lastLine = output.trim().split("\n").at(-1) ?? "";
  if (code === 0) return toPart(name, []);
  return output.includes("[model/no-source]") ? skipPart(name, lastLine) : toPart(name, [lastLine]);
}
