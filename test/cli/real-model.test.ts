import { copyFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resolveDirectories } from "../../src/config/directories.ts";
import { isPremiseError } from "../../src/errors/premise-error.ts";
import { openPredictor } from "../../src/predictor/choose.ts";
import type { Predictor } from "../../src/predictor/predictor.ts";
import { hostileTexts } from "../../src/premises/hostile-texts.ts";
import { listPremises } from "../../src/premises/library.ts";
import { type Rendered, renderPremise, type RenderForm } from "../../src/premises/render.ts";
import type { Premise } from "../../src/premises/schema.ts";
import { ensureModel } from "../models/ensure.ts";
import { type Ended, runPremise } from "./spawn.ts";

const small = "smollm2-135m-instruct";
const models = ["gemma-3-270m", small];
const paths = new Map(await Promise.all(models.map(async (id) => [id, await ensureModel(id)] as const)));
const smallPath = paths.get(small) ?? "";

/** One thread, so that other work on the machine goes on; the hub's cache, since HOME is the test's own. */
const env = { PREMISE_THREADS: "1", HF_HUB_CACHE: resolveDirectories(process.env).hubCache };
const question = "Which gas do plants take in from the air?";

let home = "";
beforeAll(async () => void (home = await mkdtemp(join(tmpdir(), "premise-real-"))));
afterAll(() => rm(home, { recursive: true, force: true }));

function expectOneLine(ended: Ended, exit: number, code: string, says: RegExp): void {
  expect(ended.err).toMatch(new RegExp(`^premise: [^\\n]+ \\[${code}\\]\\n$`));
  expect(ended.err).toMatch(says);
  expect(ended).toMatchObject({ code: exit, signal: null, out: "" });
}

describe.skipIf(smallPath === "")(`bad input around a real model (skipped where ${small} cannot be had)`, () => {
  it.each([["half of it", 0.5], ["all but its last byte", null]] as const)("a model file of which %s is there is refused before it is loaded", async (_, share) => {
    const path = join(home, "cut.gguf");
    const { size } = await stat(smallPath);
    await copyFile(smallPath, path);
    await truncate(path, share === null ? size - 1 : Math.floor(size * share));
    expectOneLine(await runPremise(["ask", question, "--model", path, "--choices", "a", "b"], { home, env }), 1, "model/unreadable", /cut\.gguf/);
    await rm(path);
  });

  it("a text file with a model's name is refused", async () => {
    const path = join(home, "notes.gguf");
    await writeFile(path, "Which gas do plants take in?\n".repeat(1000));
    expectOneLine(await runPremise(["score", "--model", path], { home, env, input: "{}\n" }), 1, "model/unreadable", /notes\.gguf/);
  });

  it("a name that is nearly a model's gets that model named", async () => {
    const ended = await runPremise(["ask", question, "--model", "smollm2-135-instruct"], { home, env });
    expectOneLine(ended, 2, "model/unknown", new RegExp(`did you mean "${small}"\\?`));
  });

  it("a prompt longer than the context is refused, not cut", async () => {
    const narrow = { ...env, PREMISE_CONTEXT_TOKENS: "64" };
    const ended = await runPremise(["ask", question, "--model", small, "--choices", "oxygen", "carbon dioxide"], { home, env: narrow });
    expectOneLine(ended, 1, "predictor/context-too-long", /needs \d+ tokens, the context holds 64\./);
    const input = ["a ".repeat(20), "a ".repeat(200)].map((text) => `${JSON.stringify({ context: text.trimEnd(), continuation: " b" })}\n`).join("");
    const scored = await runPremise(["score", "--model", small], { home, env: narrow, input });
    const codes = scored.out.trimEnd().split("\n").map((line) => (JSON.parse(line) as { error?: { code: string } }).error?.code);
    expect(codes).toEqual([undefined, "predictor/context-too-long"]);
    expect(scored.code).toBe(1);
  });

  it("Ctrl-C in mid-run ends with 130; what was drawn is whole and marked as interrupted", async () => {
    const data = await mkdtemp(join(home, "stopped-"));
    const ended = await interruptAfterFirstSample(data);
    expect([ended.code, ended.out]).toEqual([130, ""]);
    expect(ended.err).toMatch(/^premise: Interrupted; [^\n]+ \[run\/interrupted\]\n$/);
    expect(await readdir(data)).toEqual(["runs"]);
    const [file = "", ...others] = await readdir(join(data, "runs"));
    expect(others).toEqual([]);
    const text = await readFile(join(data, "runs", file), "utf8");
    expect(text.endsWith("\n")).toBe(true);
    for (const line of text.trimEnd().split("\n")) expect(() => JSON.parse(line) as unknown).not.toThrow();
    const shown = await runPremise(["runs", "show", file.replace(/\.jsonl$/, ""), "--json"], { home, env: { ...env, PREMISE_DATA_DIR: data } });
    const run = JSON.parse(shown.out) as { status: string; steps: { kind: string }[] };
    expect(run.status).toBe("interrupted");
    expect(run.steps.filter(({ kind }) => kind === "sample").length).toBeGreaterThan(0);
    expect(run.steps.some(({ kind }) => kind === "answer")).toBe(false);
  });
});

/** Far more samples than the test has time for, stopped when the first is on disk. */
async function interruptAfterFirstSample(data: string): Promise<Ended> {
  let kill: (signal: NodeJS.Signals) => void = () => undefined;
  let isOver = false;
  const args = ["ask", question, "--model", small, "--premise", "plain-continuation", "--samples", "20000", "--max-tokens", "8"];
  const ended = runPremise(args, { home, env: { ...env, PREMISE_DATA_DIR: data }, onStart: (send) => void (kill = send) }).finally(() => (isOver = true));
  while (!isOver) {
    const [file] = await readdir(join(data, "runs")).catch(() => [] as string[]);
    if (file !== undefined && (await readFile(join(data, "runs", file), "utf8")).includes('"kind":"sample"')) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  kill("SIGINT");
  return ended;
}

describe.each(models)("hostile texts under the tokenizer of %s", (model) => {
  it.skipIf(paths.get(model) === null)("become no control token, and move no token beyond their border (skipped where the model cannot be had)", { timeout: 240_000 }, async () => {
    await using predictor = await openPredictor(model, { env: process.env, threads: 1, contextTokens: 256 });
    const premises = listPremises();
    expect(premises.length).toBeGreaterThanOrEqual(10);
    expect(hostileTexts.length).toBeGreaterThanOrEqual(500);
    expect(await countForged(predictor)).toBeGreaterThan(0);
    let documents = 0;
    for (const premise of premises) {
      const rendered = hostileTexts.flatMap((text) => [render(premise, text, "open"), render(premise, text, "listed")]).filter((each) => each !== null);
      // Throws `predictor/control-token` for the first text that becomes one.
      const tokens = await predictor.tokenize(rendered.map(({ text }) => text));
      const around = rendered.map(({ text, spans }) => [text.slice(0, spans[0]?.start), text.slice(spans.at(-1)?.end)] as const);
      const distinct = [...new Set(around.flat())];
      const known = new Map((await predictor.tokenize(distinct)).map((ids, i) => [distinct[i], ids]));
      rendered.forEach(({ text }, i) => {
        const [before = [], after = []] = (around[i] ?? []).map((each) => known.get(each) ?? []);
        const ids = tokens[i] ?? [];
        expect(Math.min(before.length, after.length)).toBeGreaterThan(1);
        expect(ids.slice(0, before.length - 1), JSON.stringify(text)).toEqual(before.slice(0, -1));
        expect(ids.slice(ids.length - after.length + 1), JSON.stringify(text)).toEqual(after.slice(1));
      });
      documents += rendered.length;
    }
    // Blank texts are refused, all others rendered.
    expect(documents).toBeGreaterThan(premises.length * hostileTexts.length);
  });
});

/** How many of the texts would become something else if they were taken for a template's own text: without any, the test above shows nothing. */
async function countForged(predictor: Predictor): Promise<number> {
  const texts = hostileTexts.filter((text) => text.isWellFormed());
  const [plain, control] = await Promise.all([false, true].map((isControl) => predictor.tokenize(texts.map((text) => [{ text, control: isControl }]))));
  return texts.filter((_, i) => plain?.[i]?.join() !== control?.[i]?.join()).length;
}

/** The text as question, or as the last choice; null where there is nothing to see in it. */
function render(premise: Premise, text: string, form: RenderForm): Rendered | null {
  try {
    return renderPremise(premise, form === "open" ? { question: text } : { question: text, choices: ["a plain one", text] }, form);
  } catch (error) {
    if (isPremiseError(error) && ["premise/missing-slot", "premise/no-listed-form"].includes(error.code)) return null;
    throw error;
  }
}
