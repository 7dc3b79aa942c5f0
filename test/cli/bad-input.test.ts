import { existsSync } from "node:fs";
import { mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runPremise } from "./spawn.ts";

let home = "";
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "premise-bad-"));
  await writeFile(join(home, "text.gguf"), "this is no model");
  await writeFile(join(home, "short.gguf"), Buffer.from("4747554603000000050000000000000003", "hex"));
  await writeFile(join(home, "empty.gguf"), "");
  await writeFile(join(home, "broken.yaml"), "premise: 1\nid: [unclosed\n");
  await writeFile(join(home, "unknown-key.yaml"), "premise: 1\nid: a\nprocesss: {}\n");
  await writeFile(join(home, "file"), "");
  const plain = await readFile(new URL("../../src/premises/library/plain-continuation.yaml", import.meta.url), "utf8");
  await writeFile(join(home, "ai.yaml"), plain.replace("role: writer of a page of questions and answers", "role: large language model"));
  await mkdir(join(home, "folder.gguf"));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const world = ["--model", "world"];
const question = "Why does the bread rise?";

type Bad = readonly [what: string, args: readonly string[], exit: number, code: string, says: RegExp];
const bad: readonly Bad[] = [
  ["an unknown command", ["aks", question], 2, "usage/command-line", /Did you mean ask\?/],
  ["an unknown option", ["ask", question, "--premis", "a"], 2, "usage/command-line", /--premise/],
  ["a missing question", ["ask"], 2, "usage/command-line", /question.*premise ask --help/],
  ["an unknown method", ["ask", question, "--choices", "a", "b", "--scoring", "best"], 2, "usage/command-line", /letter/],
  ["an unknown model", ["ask", question, "--model", "gemma-3-270n"], 2, "model/unknown", /did you mean "gemma-3-270m"\?/],
  ["a model that is not here", ["ask", question, "--model", "gemma-3-270m"], 2, "model/not-pulled", /premise models pull gemma-3-270m/],
  ["an unknown premise", ["ask", question, ...world, "--premise", "expert-pannel"], 2, "premise/unknown", /did you mean "expert-panel"\?/],
  ["a premise file that is not there", ["ask", question, ...world, "--premise", "./nothing.yaml"], 1, "input/unreadable", /no such file/],
  ["invalid YAML", ["ask", question, ...world, "--premise", "HOME/broken.yaml"], 2, "premise/invalid-yaml", /broken\.yaml:\d+:\d+: /],
  ["a premise with an unknown key", ["ask", question, ...world, "--premise", "HOME/unknown-key.yaml"], 2, "premise/invalid", /unknown-key\.yaml:3:\d+: .*process/],
  ["a model file that is text", ["ask", question, "--model", "HOME/text.gguf"], 1, "model/unreadable", /text\.gguf/],
  ["a truncated model file", ["ask", question, "--model", "HOME/short.gguf"], 1, "model/unreadable", /short\.gguf/],
  ["an empty model file", ["score", "--model", "HOME/empty.gguf"], 1, "model/unreadable", /empty\.gguf/],
  ["a folder as model", ["score", "--model", "HOME/folder.gguf"], 1, "model/unreadable", /not a file/],
  ["a model file that is not there", ["score", "--model", "HOME/none.gguf"], 1, "model/unreadable", /no such file/],
  ["a reference that is none", ["score", "--model", "gemma-3-270m?temprature=1"], 2, "model/invalid-reference", /temperature/],
  ["an empty question", ["ask", "  ", ...world], 2, "usage/empty-question", /in quotes/],
  ["a seed that is a word", ["ask", question, ...world, "--seed", "abc"], 2, "usage/invalid-seed", /"abc"/],
  ["a seed that is no integer", ["ask", question, ...world, "--seed", "1.5"], 2, "usage/invalid-seed", /4294967295/],
  ["a negative seed", ["ask", question, ...world, "--seed=-1"], 2, "usage/invalid-seed", /"-1"/],
  ["one choice", ["ask", question, ...world, "--choices", "a"], 2, "usage/too-few-choices", /at least two/],
  ["equal choices", ["ask", question, ...world, "--choices", "a", " a"], 2, "usage/equal-choices", /"a" is given twice/],
  ["too many choices", ["ask", question, ...world, "--choices", ..."abcdefghijklmnopqrstuvwxyz"], 2, "usage/too-many-choices", /26 choices/],
  ["a question that is too long", ["ask", "why ".repeat(2000), ...world], 2, "premise/slot-too-long", /"question" has 7999 characters/],
  ["an input that is not there", ["score", ...world, "HOME/none.jsonl"], 1, "input/unreadable", /no such file/],
  ["a premise that predicts an AI", ["ask", question, ...world, "--premise", "HOME/ai.yaml"], 3, "premise/predicts-ai", /language model/],
  ["an unknown run", ["runs", "show", "2026"], 2, "run/unknown", /premise runs list/],
];

describe("bad input ends in one line with the code and the way out", () => {
  it("has cases", () => expect(bad.length).toBeGreaterThan(20));

  it.concurrent.each(bad)("%s", async (_, args, exit, code, says) => {
    const ended = await runPremise(args.map((arg) => arg.replace("HOME", home)), { home });
    expect(ended.err).toMatch(new RegExp(`^premise: [^\\n]+ \\[${code}\\]\\n$`));
    expect(ended.err).toMatch(says);
    expect(ended).toMatchObject({ code: exit, signal: null, out: "" });
  });

  it("is told as JSON on stderr where JSON is asked for", async () => {
    const ended = await runPremise(["ask", " ", "--json"], { home });
    expect(JSON.parse(ended.err)).toMatchObject({ error: { code: "usage/empty-question" } });
    expect(ended).toMatchObject({ code: 2, out: "" });
  });

  it("left no run behind", async () => {
    await expect(readdir(join(home, ".local"))).rejects.toMatchObject({ code: "ENOENT" });
  });
});

describe("bad lines of JSONL", () => {
  it("fail alone, and the program at the end", async () => {
    const long = { id: "long", context: "a ".repeat(9000), continuation: "b" };
    const input = `${["no json", '{"id":1,"context":"a","continuation":" b"}', JSON.stringify(long)].join("\n")}\n`;
    const ended = await runPremise(["score", ...world], { home, input });
    const lines = ended.out.trimEnd().split("\n").map((line) => JSON.parse(line) as { id: unknown; error?: { code: string } });
    expect(lines.map((line) => [line.id, line.error?.code])).toEqual([[null, "input/not-json"], [1, undefined], ["long", "predictor/context-too-long"]]);
    expect(ended.code).toBe(1);
    expect(ended.err).toMatch(/^premise: 2 of 3 lines [^\n]+ \[score\/lines-failed\]\n$/);
  });
});

describe("a disk that can't be written", () => {
  it("ends in run/write-failed", async () => {
    const ended = await runPremise(["ask", question, ...world], { home, env: { PREMISE_DATA_DIR: join(home, "file", "data") } });
    expect(ended).toMatchObject({ code: 1, out: "" });
    expect(ended.err).toMatch(/^premise: [^\n]*a part of the path is no folder[^\n]* \[run\/write-failed\]\n$/);
  });
});

describe.skipIf(!existsSync("/dev/full"))("a stdout that is full (skipped where there is no /dev/full)", () => {
  it("ends in output/unwritable", async () => {
    const full = await open("/dev/full", "w");
    const ended = await runPremise(["runs", "list", "--json"], { home, stdout: full.fd });
    await full.close();
    expect(ended.code).toBe(1);
    expect(ended.err).toMatch(/"code":"output\/unwritable","message":"Cannot write stdout: /);
  });
});

describe("being stopped", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("by %s (twice at once, as npm may send it) in mid-run ends with 130 and one line; the run is marked and whole", async (signal) => {
    const data = await mkdtemp(join(home, "stopped-"));
    const runs = join(data, "runs");
    const watch = async (kill: () => void): Promise<void> => {
      for (;;) {
        const [file] = await readdir(runs).catch(() => [] as string[]);
        if (file !== undefined && (await readFile(join(runs, file), "utf8")).includes('"kind":"sample"')) return kill();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    let send = (): void => undefined;
    const started = new Promise<void>((resolve) => (send = resolve));
    const ended = runPremise(["ask", question, ...world, "--samples", "1000000"], { home, env: { PREMISE_DATA_DIR: data }, onStart: (kill) => void started.then(() => (kill(signal), kill("SIGINT"))) });
    await watch(send);
    const { code, err, out } = await ended;
    expect([code, out]).toEqual([130, ""]);
    expect(err).toMatch(/^premise: Interrupted; [^\n]+ \[run\/interrupted\]\n$/);
    const listed = await runPremise(["runs", "list", "--json"], { home, env: { PREMISE_DATA_DIR: data } });
    expect((JSON.parse(listed.out) as { runs: { status: string; steps: number }[] }).runs).toMatchObject([{ status: "interrupted" }]);
  });

  it("ends also while nothing comes from stdin", async () => {
    const onStart = (kill: (signal: NodeJS.Signals) => void): void => void setTimeout(() => kill("SIGINT"), 1500);
    for (const args of [["score", ...world], ["ask", "-", ...world], ["premises", "lint", "-"]]) {
      const ended = await runPremise(args, { home, input: null, onStart });
      expect(ended).toMatchObject({ code: 130, out: "" });
      expect(ended.err).toMatch(/^premise: Interrupted; [^\n]+ \[interrupted\]\n$/);
    }
  });

  it("by a reader that has read enough ends quietly", async () => {
    const input = '{"context":"a","continuation":" b c d e f g"}\n'.repeat(20_000);
    const ended = await runPremise(["score", ...world], { home, input, onStart: (_, closeOut) => closeOut() });
    expect(ended).toMatchObject({ code: 0, err: "" });
  });
});
