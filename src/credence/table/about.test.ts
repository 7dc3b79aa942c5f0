import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findPremise } from "../../premises/library.ts";
import { aboutDrawn, aboutPath, aboutRead, claimTable, openDrawn, openDrawnBeside, openRead, writeAbout } from "./about.ts";

const info = { model: "made-up", fingerprint: { weights: "w", engine: "e", quantization: "none" } };
const others = { ...info, fingerprint: { ...info.fingerprint, weights: "v" } };
const plan = { premises: [findPremise("student-essay")], questions: ["Why?"], batches: 2, maxTokens: 40, auditTokens: 40, longTokens: 40, longEvery: 2, longBatches: 2, auditBatches: 2, seed: 9 };
const drawn = aboutDrawn(info, {}, plan);
const row = '{"key":"a"}\n';
let path = "";
beforeEach(() => void (path = join(mkdtempSync(join(tmpdir(), "about-")), "t.jsonl")));
afterEach(() => rmSync(join(path, ".."), { recursive: true }));

const refusal = (message: RegExp): Error => expect.objectContaining({ code: "calibration/other-table", message: expect.stringMatching(message) as string }) as Error;

describe("what a table was made with", () => {
  it("lies beside it, as data", () => {
    claimTable(path, drawn);
    expect(aboutPath(path)).toBe(path.replace(".jsonl", ".about.json"));
    expect(JSON.parse(readFileSync(aboutPath(path), "utf8"))).toEqual({ table: 1, model: "made-up", engine: "e", weights: "w", kind: "drawn", wordings: drawn.wordings, sampler: { temperature: 1, topP: 1, topK: 0, minP: 0 }, seed: 9, plan: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
    expect(openDrawn(path, info, {}).seed).toBe(9);
  });

  it("is said anew where no row was written, and never once one was", () => {
    claimTable(path, drawn);
    claimTable(path, { ...drawn, seed: 8 });
    writeFileSync(path, row.slice(0, 5));
    claimTable(path, drawn);
    writeFileSync(path, row);
    claimTable(path, { ...drawn, engine: "another release" });
    expect(() => claimTable(path, { ...drawn, seed: 8 })).toThrow(refusal(/its seed was 9, not 8\. Move it away with its \.about\.json/));
    expect(JSON.parse(readFileSync(aboutPath(path), "utf8"))).toEqual(drawn);
  });

  it.each<[string, object, RegExp]>([
    ["weights", { weights: "v" }, /made by made-up with the weights v, not w/],
    ["wordings", { wordings: 0 }, /wordings 0, not/],
    ["a sampler", { sampler: { temperature: 1, topP: 0.95, topK: 0, minP: 0 } }, /"topP":0\.95/],
    ["a plan", { plan: "p" }, /other questions, premises or lengths/],
    ["a kind", { kind: "read", wordings: null, sampler: null, seed: null, plan: null }, /were read, not drawn/],
  ])("of other %s takes no rows", (_, change, message) => {
    writeAbout(path, { ...drawn, ...change } as typeof drawn);
    writeFileSync(path, row);
    expect(() => claimTable(path, drawn)).toThrow(refusal(message));
  });

  it("missing or damaged, is not guessed", () => {
    writeFileSync(path, row);
    expect(() => claimTable(path, drawn)).toThrow(refusal(/no t\.about\.json beside it/));
    expect(() => openDrawn(path, info, {})).toThrow(refusal(/no t\.about\.json beside it/));
    for (const text of ["{", JSON.stringify({ ...drawn, plan: null }), JSON.stringify({ ...drawn, more: 1 })]) {
      writeFileSync(aboutPath(path), text);
      expect(() => openDrawn(path, info, {})).toThrow(refusal(/t\.about\.json cannot be read/));
    }
  });

  it("decides whether it is fitted: its weights, wordings and sampler, with any seed", () => {
    writeFileSync(path, row);
    writeAbout(path, { ...drawn, seed: 4, plan: "p" });
    expect(openDrawn(path, info, {}).seed).toBe(4);
    expect(() => openDrawn(path, others, {})).toThrow(refusal(/weights w, not v/));
    expect(() => openDrawn(path, info, { temperature: 0.7 })).toThrow(refusal(/sampler/));
    expect(() => openRead(path, info)).toThrow(refusal(/drawn, not read/));
    writeAbout(path, { ...drawn, wordings: 0 });
    expect(() => openDrawn(path, info, {})).toThrow(refusal(/wordings/));
    writeAbout(path, aboutRead(info));
    openRead(path, info);
    expect(() => openRead(path, others)).toThrow(refusal(/weights w, not v/));
    expect(() => openDrawn(path, info, {})).toThrow(refusal(/read, not drawn/));
  });

  it("decides whether it is measured beside another: any weights, but the same", () => {
    writeFileSync(path, row);
    writeAbout(path, drawn);
    expect(openDrawnBeside(path, null, {})).toEqual(drawn);
    expect(openDrawnBeside(path, { model: "made-up", weights: "w" }, {}).seed).toBe(9);
    expect(() => openDrawnBeside(path, { model: "other", weights: "v" }, {})).toThrow(refusal(/weights w, not v/));
    expect(() => openDrawnBeside(path, null, { topP: 0.9 })).toThrow(refusal(/"topP":1.*not.*"topP":0\.9/));
    writeAbout(path, { ...drawn, wordings: 0 });
    expect(() => openDrawnBeside(path, null, {})).toThrow(refusal(/wordings/));
  });
});
