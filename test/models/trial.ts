/** @module A pull in an empty home, against a hub on this machine. */
import { existsSync, lstatSync } from "node:fs";
import { join } from "node:path";
import type { FetchTools } from "../../src/models/fetch/source.ts";
import { locateInCache } from "../../src/models/hub-cache.ts";
import { pullModel, type PullOptions } from "../../src/models/pull.ts";
import { createWorkplace, type Handler, type HubDouble, makeContent, makeEntry, serve, startHub, type Workplace } from "./doubles.ts";

export const content = makeContent(300_000);
export const entry = makeEntry(content);
export const commit = "c".repeat(40);
const noPip: FetchTools["run"] = () => Promise.resolve({ status: null, output: "", missing: true });

export type Setup = { readonly handler?: Handler; readonly tools?: Partial<FetchTools>; readonly options?: Partial<PullOptions>; readonly env?: Record<string, string> };
export type Trial = { readonly place: Workplace; readonly notes: string[]; readonly pull: (more?: Partial<PullOptions>) => ReturnType<typeof pullModel>; readonly requests: HubDouble["requests"] };

/** A pull in an empty home against a hub on this machine, without pip unless one is given. */
export async function trial(setup: Setup, work: (trial: Trial) => Promise<void>): Promise<void> {
  await using place = await createWorkplace();
  const hub = await startHub(setup.handler ?? serve(content, { "x-repo-commit": commit }));
  const notes: string[] = [];
  const env = { ...place.env, HF_ENDPOINT: hub.url, ...setup.env };
  const pull = (more: Partial<PullOptions> = {}): ReturnType<typeof pullModel> =>
    pullModel(entry, { env, onNote: (text) => notes.push(text), ...setup.options, ...more, tools: { run: noPip, ...setup.tools, ...more.tools } });
  try {
    await work({ place, notes, pull, requests: hub.requests });
  } finally {
    await hub.close();
  }
}

export const places = (place: Workplace): ReturnType<typeof locateInCache> => locateInCache(entry, join(place.root, "hub"));
export const partLength = (place: Workplace): number | null => (existsSync(places(place).part) ? lstatSync(places(place).part).size : null);
