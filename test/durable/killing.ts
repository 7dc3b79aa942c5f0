/** @module kill -9 of runs at drawn moments, on either database, until each is done; and what must be true then. */
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Random } from "../../src/random/seeded.ts";
import { createSteps } from "../../src/runs/steps.ts";
import { createMemoryRunStore } from "../../src/runs/memory/store.ts";
import { exampleSetting } from "../../src/testing/run-store-conformance.ts";
import type { Child } from "../store/spawned.ts";
import type { ChildProgram, ChildSpec } from "./child.ts";
import { readWorkLog } from "./sampling.ts";

export type KillingSetting = {
  readonly spec: Omit<ChildSpec, "resume" | "begin" | "queues">;
  readonly input: unknown;
  readonly kills: number;
  /** A kill comes so many seconds after the run was begun or resumed, at most. */
  readonly mostSeconds: number;
  readonly random: Random;
  readonly start: (spec: ChildSpec) => Child;
  /** After each kill. */
  readonly onKill?: (kills: number) => void;
};

export type Killed = {
  readonly runs: number;
  /** Those that came in the middle of a run. */
  readonly kills: number;
  /** Steps that were recorded when the run was resumed, for each kill. */
  readonly resumedAt: readonly number[];
  /** Work that a kill took before it was recorded, and that was done again. */
  readonly lost: number;
  readonly problems: readonly string[];
};

/** A run that nobody disturbs, in memory. */
export async function listIds({ program, model }: Pick<ChildSpec, "program" | "model">, input: unknown): Promise<readonly string[]> {
  const { createBodies } = (await import(program)) as ChildProgram;
  const { child } = await createBodies(model, { write: () => undefined, close: () => undefined });
  const store = createMemoryRunStore(exampleSetting());
  const recorder = await store.start({ kind: "child", title: "" });
  await child?.(input, createSteps(recorder));
  return (await store.read(recorder.header.id)).steps.map(({ id }) => id);
}

/** Runs after runs, each with the same input, until there were so many kills. */
export async function killRuns(setting: KillingSetting): Promise<Killed> {
  const expected = (await listIds(setting.spec, setting.input)).join(",");
  const problems: string[] = [];
  const ids: string[] = [];
  let kills = 0;
  while (kills < setting.kills) {
    const { id, kills: more, ids: found } = await killRun(setting, kills);
    ids.push(id);
    kills += more;
    if (found !== expected) problems.push(`run ${id} ended with other steps than an undisturbed one`);
  }
  // Where a kill came behind a run's end, the record was read once more.
  const { resumedAt, lost, problems: found } = readWork(readWorkLog(setting.spec.log), ids);
  return { runs: ids.length, kills, resumedAt, lost, problems: [...problems, ...found] };
}

async function killRun({ spec, input, kills: wanted, mostSeconds, random, start, onKill }: KillingSetting, before: number): Promise<{ readonly id: string; readonly kills: number; readonly ids: string }> {
  let id: string | null = null;
  for (let kills = 0; ; kills++) {
    const child = start(id === null ? { ...spec, begin: input } : { ...spec, resume: id });
    const first = await child.nextLine();
    if (id !== null && first.startsWith("over ")) return { id, kills: kills - 1, ids: first.replace("over ", "") };
    id = first.replace("begun ", "");
    const last = child.nextLine();
    last.catch(() => undefined);
    const killing = new AbortController();
    // Of the last run, what is left of it is not killed.
    const moment = before + kills < wanted ? sleep(random.uniform() * mostSeconds * 1000, "kill", { signal: killing.signal }) : new Promise<never>(() => undefined);
    const ended = await Promise.race([last, moment]);
    killing.abort();
    moment.catch(() => undefined);
    if (ended === "kill") await child.kill();
    // A run may have ended in the moment of the kill.
    const said = await last.catch(() => null);
    if (said?.startsWith("done ") === true) return { id, kills, ids: said.replace("done ", "") };
    onKill?.(before + kills + 1);
  }
}

/** In each life of a run its work goes on where the record ends, step by step. */
export function readWork(lines: readonly string[], ids: readonly string[]): Pick<Killed, "resumedAt" | "lost" | "problems"> {
  const [resumedAt, problems]: [number[], string[]] = [[], []];
  let lost = 0;
  for (const id of ids) {
    let next = 0;
    for (const line of lines.filter((each) => each.startsWith(`${id} `))) {
      const [, word = "", count = ""] = line.split(" ");
      if (word === "have") {
        const have = Number(count);
        if (have > next) problems.push(`run ${id} has ${have} steps recorded, ${next} were done`);
        lost += next - have;
        next = have;
        resumedAt.push(have);
      } else if (Number(word) === next) next++;
      else problems.push(`run ${id} did step ${word} where ${next} was due`);
    }
  }
  return { resumedAt, lost, problems };
}

export const childPath = fileURLToPath(new URL("child.ts", import.meta.url));
export const samplingProgram = fileURLToPath(new URL("sampling-bodies.ts", import.meta.url));
export const reasoningProgram = fileURLToPath(new URL("reasoning-bodies.ts", import.meta.url));
