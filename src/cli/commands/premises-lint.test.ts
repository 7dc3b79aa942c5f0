import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestIo } from "../../../test/doubles/test-io.ts";
import type { Strangeness } from "../../credence/strangeness/strangeness.ts";
import { isPremiseError, type PremiseError } from "../../errors/premise-error.ts";
import { createStarter } from "../../premises/starter.ts";
import { createFixedClock } from "../../random/clock.ts";
import type { Io } from "../io.ts";
import { createProgram } from "../program.ts";
import { registerPremises } from "./premises.ts";

type Ran = { out: string; error: PremiseError | null };
const home = process.cwd();
let directory = "";

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "premise-"));
  process.chdir(directory);
});
afterEach(() => {
  process.chdir(home);
  rmSync(directory, { recursive: true });
});

async function run(args: readonly string[], env: Io["env"] = {}): Promise<Ran> {
  const { io, out } = createTestIo({ env, clock: createFixedClock(new Date("2026-01-01T00:00:00Z")) });
  try {
    await createProgram(io, [registerPremises]).parseAsync(["premises", "lint", ...args], { from: "user" });
    return { out: out(), error: null };
  } catch (error) {
    if (!isPremiseError(error)) throw error;
    return { out: out(), error };
  }
}

/** Short, so that the exact world is soon through with it. */
function shorten(premise: string): string {
  return premise.replace(/ {2}open: \|-\n[^]*?(?= {2}listed:)/, "  open: |-\n    Riverton, 2004.\n\n    Question: {{question}}\n    Answer:\n");
}

describe("premise premises lint --model", () => {
  it("measures how strange the document is, part by part", async () => {
    writeFileSync("a.yaml", shorten(createStarter("a")));
    writeFileSync("broken.yaml", "premise: [");
    const { out, error } = await run(["a.yaml", "broken.yaml", "--model", "world", "--question", "Who?", "--seed", "5", "--json"]);
    const [first, second] = JSON.parse(out) as { ok: boolean; findings: { code: string }[]; strangeness: Strangeness | null }[];
    expect(first?.strangeness).toMatchObject({ kind: "measured", model: "world:four-authors", slots: { question: "Who?" }, drawn: { seed: 5 } });
    expect(first?.strangeness?.parts.map(({ id, dropped }) => [id, dropped !== null])).toEqual([["head-1", true], ["question", false]]);
    expect(first?.strangeness?.ordinary).toMatchObject({ version: 1, ofMedium: { below: { n: 4 } }, ofAll: { below: { n: 32 } } });
    expect([second?.strangeness, error?.code]).toEqual([null, "premise/invalid-yaml"]);
  }, 60_000);

  it("shows a line a part", async () => {
    writeFileSync("a.yaml", shorten(createStarter("a")));
    const { out } = await run(["a.yaml", "--model", "world"]);
    expect(out).toMatch(/^ +\d+\.\d\d nats a token over \d+ tokens \(world:four-authors\); ordinary texts: \S+ \d+\.\d\d \(\d of 4 less strange\), all \d+\.\d\d \(\d+ of 32 less strange\)$/m);
    expect(out).toMatch(/^ +tokens +nats +excess +author +world {2}part$/m);
    expect(out).toMatch(/^ +\d+ +\d+\.\d +[+-]\d+\.\d +\S+ +\S+ {2}Riverton, 2004\.$/m);
  }, 60_000);

  it("keeps what it found without the model when that refuses", async () => {
    writeFileSync("a.yaml", createStarter("a").replace('stop: ["\\n"]', "stop: []"));
    const { out, error } = await run(["a.yaml", "--model", "world", "--json"], { PREMISE_CONTEXT_TOKENS: "300" });
    expect(JSON.parse(out)).toMatchObject([{ ok: false, findings: [{ code: "predictor/context-too-long" }, { code: "lint/no-stop" }], strangeness: null }]);
    expect(error?.code).toBe("predictor/context-too-long");
  }, 60_000);

  it("refuses settings that have no effect without a model, and a model that is none", async () => {
    writeFileSync("a.yaml", createStarter("a"));
    expect((await run(["a.yaml", "--seed", "5"])).error?.message).toContain("--seed: it needs --model");
    expect((await run(["a.yaml", "--question", "Who?"])).error?.code).toBe("usage/invalid-argument");
    expect((await run(["a.yaml", "--model", "world:none"])).error?.code).toBe("model/unknown");
  });
});

describe("premise premises lint", () => {
  it("judges by the timeline that the settings name", async () => {
    const late = createStarter("a").replace("2004-04-12", "2023-10-12").replaceAll("2004", "2023");
    writeFileSync("a.yaml", late);
    writeFileSync("never.yaml", "timeline: 1\nid: never\ndeclared: 2026-01-01\nstatement: s\npoints:\n  - { date: 2026-01-01, probability: 0, basis: declared, source: s }\n  - { date: 2090-01-01, probability: 0, basis: declared, source: s }\n");
    const codes = async (env: Io["env"]) => (JSON.parse((await run(["a.yaml", "--json"], env)).out) as { findings: { code: string }[] }[])[0]?.findings.map(({ code }) => code);
    expect(late).toContain("2023");
    expect(await codes({})).toContain("lint/early-ai");
    expect(await codes({ PREMISE_TIMELINE: "never.yaml" })).not.toContain("lint/early-ai");
    expect((await run(["a.yaml"], { PREMISE_TIMELINE: "gone.yaml" })).error?.code).toBe("input/unreadable");
  });
});
