/** @module Real models for tests: pulled into the normal cache on first use, or a printed reason to skip. */
import { toPremiseError } from "../../src/errors/premise-error.ts";
import { pullModel } from "../../src/models/pull.ts";
import { findModel } from "../../src/models/registry.ts";

const asked = new Map<string, Promise<string | null>>();

/** Path of a registered model's file; null, with the reason on stderr, where it cannot be had here. */
export function ensureModel(id: string): Promise<string | null> {
  const known = asked.get(id) ?? ensure(id);
  asked.set(id, known);
  return known;
}

async function ensure(id: string): Promise<string | null> {
  try {
    return (await pullModel(findModel(id), { env: process.env, onNote: say })).path;
  } catch (thrown) {
    const error = toPremiseError(thrown);
    say(`Tests with ${id} are skipped: ${error.message} [${error.code}]`);
    return null;
  }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
