import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { premiseHash } from "./hash.ts";
import { parsePremise } from "./parse.ts";
import { createStarter } from "./starter.ts";
import { parseTimeline, readTimeline, shippedTimeline } from "./timeline-file.ts";

const good = `{"timeline": 1, "id": "mine", "declared": "2026-01-01", "statement": "Mine.", "points": [
  {"date": "2000-01-01", "probability": 0.1, "basis": "declared", "source": "me"},
  {"date": "2050-01-01", "probability": 0.5, "basis": "forecast", "source": "them"}]}`;

describe("timelines", () => {
  it("ships one that calls itself declared, with a source for every point", () => {
    const { points, statement, declared } = shippedTimeline();
    expect(points.length).toBeGreaterThanOrEqual(5);
    expect(statement).not.toBe("");
    expect(declared).toMatch(/^\d{4}-/);
    for (const { source, probability } of points) {
      expect(source.length).toBeGreaterThan(20);
      expect(probability).toBeGreaterThan(0);
    }
  });

  it("are read from JSON and from YAML", () => {
    const directory = mkdtempSync(join(tmpdir(), "premise-timeline-"));
    try {
      const path = join(directory, "mine.json");
      writeFileSync(path, good);
      expect(readTimeline(path)).toEqual(JSON.parse(good));
      expect(() => readTimeline(join(directory, "none.yaml"))).toThrow(expect.objectContaining({ code: "input/unreadable" }));
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it.each([
    [good.replace('"timeline": 1', '"timeline": 2'), /^mine: timeline: must be 1/],
    [good.replace('"id"', '"ids"'), /^mine: .*id/],
    [good.replace('"source": "me"', '"source": "me", "note": "x"'), /^mine: points\[0\]: .*note/],
    [good.replace("2050-01-01", "1999-01-01"), /^mine: points\[1\]\.date: must be later/],
    [good.replace("2050-01-01", "2000-01-01"), /^mine: points\[1\]\.date: must be later/],
    [good.replace("0.5", "0.05"), /^mine: points\[1\]\.probability: must not be below/],
    [good.replace("0.5", "1.5"), /^mine: points\[1\]\.probability: /],
    [good.replace("2050-01-01", "2050"), /^mine: points\[1\]\.date: must be a date/],
    [good.replace(/,\n {2}\{"date": "2050[^}]*\}/, ""), /^mine: points: must have at least two points/],
    ["points: [", /^mine: /],
    ["points: *none", /^mine: /],
    ["", /^mine: /],
  ])("refuses what is none (%#)", (text, message) => {
    expect(() => parseTimeline(text, "mine")).toThrow(expect.objectContaining({ code: "config/invalid", message: expect.stringMatching(message) as string }));
  });
});

describe("a premise's policy", () => {
  const starter = createStarter("mine");
  const withPolicy = (lines: string) => parsePremise(`${starter}  ${lines}\n`, "mine.yaml");

  it("takes a limit and a horizon, and writes neither where none is given", () => {
    expect(withPolicy("maxEarlyAi: 0.01\n  horizon: P0D").policy).toMatchObject({ maxEarlyAi: 0.01, horizon: "P0D" });
    const plain = parsePremise(starter, "mine.yaml");
    expect(Object.keys(plain.policy)).toEqual(["maxCredence", "retries", "onCannotMeasure"]);
    // The hash that the same premise had before these two members were known.
    expect(premiseHash(plain)).toBe("28399587b69bd8bab395ab96bd1cb17b675dd7ea19a8d4176d78d5d2021e7e26");
    expect(premiseHash(withPolicy("horizon: P1Y"))).not.toBe(premiseHash(plain));
  });

  it.each(["maxEarlyAi: 1.5", "horizon: soon", "maxEarlyAi: null"])("refuses %s", (line) => {
    expect(() => withPolicy(line)).toThrow(expect.objectContaining({ code: "premise/invalid" }));
  });
});
