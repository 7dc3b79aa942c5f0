/** @module Opens the remote predictor on a double, with time and randomness of the test's own. */
import type { Predictor } from "../../../src/predictor/predictor.ts";
import type { RemoteOptions } from "../../../src/predictor/remote/options.ts";
import { openRemote } from "../../../src/predictor/remote/remote.ts";
import { createFixedClock } from "../../../src/random/clock.ts";
import { createRandom } from "../../../src/random/seeded.ts";

/** Retries and limits are short, so that tests of failures are. */
export function toOptions({ url }: { readonly url: string }, change: Partial<RemoteOptions> = {}): RemoteOptions {
  return { name: "double", model: "world", url, clock: createFixedClock(new Date("2026-11-24T12:00:00Z")), random: createRandom(1), verdicts: null, ...change };
}

export async function openDouble(server: { readonly url: string }, change: Partial<RemoteOptions> = {}): Promise<Predictor> {
  return await openRemote(toOptions(server, change));
}
