import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isPremiseError, type PremiseError } from "../../errors/premise-error.ts";
import { createStarter } from "../../premises/starter.ts";
import { createFixedClock } from "../../random/clock.ts";
import type { Io } from "../io.ts";
import { createProgram } from "../program.ts";
import { registerPremises } from "./premises.ts";

type Ran = { out: string; err: string; error: PremiseError | null };
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

async function run(args: readonly string[], { terminal = false, env = {}, stdin = "" }: { terminal?: boolean; env?: Io["env"]; stdin?: string } = {}): Promise<Ran> {
  const ran: Ran = { out: "", err: "", error: null };
  const io: Io = {
    stdin: Readable.from([stdin]),
    out: (text) => void (ran.out += text),
    err: (text) => void (ran.err += text),
    isErrTerminal: terminal,
    isOutTerminal: terminal,
    env,
    clock: createFixedClock(new Date("2026-01-01T00:00:00Z")),
    signal: new AbortController().signal,
  };
  try {
    await createProgram(io, [registerPremises]).parseAsync(["premises", ...args], { from: "user" });
  } catch (error) {
    if (!isPremiseError(error)) throw error;
    ran.error = error;
  }
  return ran;
}

describe("premise premises", () => {
  it("lists the library", async () => {
    const { out } = await run(["list"]);
    expect(out.split("\n").filter((line) => line !== "").length).toBeGreaterThanOrEqual(10);
    expect(out).toMatch(/^expert-panel +Three scientists/m);
    const rows = JSON.parse((await run(["list", "--json"])).out) as { id: string; hash: string }[];
    expect(rows.find(({ id }) => id === "expert-panel")?.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it("shows what a premise says and the documents it makes", async () => {
    const { out } = await run(["show", "case-notes"]);
    expect(out).toContain("2012-11-03, Leeds; handwritten case notes; AI: none");
    expect(out).toMatch(/copper\n.+ glass\n.+ dry wood\n\w+: A\|B\|C\|D\n/);
    expect(out).not.toContain("\u001b");
    const json = JSON.parse((await run(["show", "case-notes", "--json"])).out) as { examples: { form: string }[]; findings: unknown[] };
    expect(json.examples.map(({ form }) => form)).toEqual(["open", "listed"]);
  });

  it("colours on a terminal, unless NO_COLOR says not to", async () => {
    expect((await run(["show", "case-notes"], { terminal: true })).out).toContain("\u001b[36m");
    expect((await run(["show", "case-notes"], { terminal: true, env: { NO_COLOR: "1" } })).out).not.toContain("\u001b");
  });

  it("suggests the nearest id", async () => {
    expect((await run(["show", "case-note"])).error?.message).toContain('did you mean "case-notes"?');
  });

  it("starts a premise that lints clean, and never overwrites", async () => {
    const first = await run(["new", "my-own"]);
    expect(first).toMatchObject({ out: "my-own.yaml\n", error: null });
    expect((await run(["lint", "my-own.yaml"])).out).toBe("my-own.yaml: ok\n");
    writeFileSync("my-own.yaml", "kept");
    expect((await run(["new", "my-own"])).error?.code).toBe("premise/exists");
    expect((await run(["new", "my-second", "--quiet"])).err).toBe("");
    expect(readFileSync("my-own.yaml", "utf8")).toBe("kept");
    expect((await run(["new", "../up"])).error?.code).toBe("usage/invalid-argument");
    expect(existsSync("../up.yaml")).toBe(false);
    expect(JSON.parse((await run(["new", "other", "--json"])).out)).toEqual({ id: "other", path: "other.yaml" });
  });

  it("lints every file and fails with the first error", async () => {
    writeFileSync("good.yaml", createStarter("good"));
    writeFileSync("bad.yaml", createStarter("bad").replace("[the museum's library]", "[ChatGPT]").replace('stop: ["\\n"]', "stop: []"));
    writeFileSync("broken.yaml", "premise: [");
    const { out, error } = await run(["lint", "good.yaml", "bad.yaml", "broken.yaml", "gone.yaml"]);
    expect(out).toContain("good.yaml: ok\nbad.yaml:\n  error premise/predicts-ai at process.tools[0]: Premise bad predicts an AI");
    expect(out).toContain("  warning lint/no-stop at form.stop: ");
    expect(out).toContain("  error premise/invalid-yaml: broken.yaml:1:");
    expect(out).toContain("  error input/unreadable: Cannot read gone.yaml: there is no such file.");
    expect(error?.code).toBe("premise/predicts-ai");
  });

  it("reports as JSON, takes stdin, and lets warnings pass", async () => {
    const stdin = createStarter("odd").replace('stop: ["\\n"]', "stop: []");
    const { out, error } = await run(["lint", "-", "--json"], { stdin });
    expect(JSON.parse(out)).toMatchObject([{ file: "-", ok: true, findings: [{ severity: "warning", code: "lint/no-stop" }] }]);
    expect(error).toBe(null);
  });
});
