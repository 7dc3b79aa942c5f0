/** @module What the benchmark of the engine computes and writes, without models and peers. */
import { describe, expect, it } from "vitest";
import { createFixedClock } from "../../src/random/clock.ts";
import type { Io } from "../../src/cli/io.ts";
import { isCannotMeasure } from "../../src/protocol/results.ts";
import { createRandom } from "../../src/random/seeded.ts";
import { estimateSlope } from "./comparisons/growth.ts";
import { parseBench } from "./comparisons/llama-bench.ts";
import { comparisons } from "./comparisons/list.ts";
import { parseStatus } from "./comparisons/process-memory.ts";
import { renderPage } from "./page.ts";
import { parseChunks, parseSizes, parseTotalSeconds } from "./peers/llama-log.ts";
import { renderPicture } from "./picture.ts";
import { mergeParts, type Part } from "./results.ts";
import { judge, least, most, type Row, toExact } from "./row.ts";
import { interleave, median, ratioOf } from "./timing.ts";

const machine = { processor: "p", cores: 2, memoryGb: 24, system: "linux 6", node: "v24.0.0" };
const estimate = (value: number, low: number, high: number) => ({ value, n: 9, interval: [low, high] as const, level: 0.95, method: "bootstrap-bca", seed: 1 });
const row = (fields: Partial<Row>): Row => ({ name: "a row", unit: "ratio", bar: least(1), estimate: estimate(2, 1.5, 2.5), note: "", ...fields });
const part = (comparison: string, model: string, rows: readonly Row[]): Part => ({ comparison, model, date: "2026-11-26", machine, threads: 2, pairs: 9, seed: 1, engine: "llama.cpp", rows });
const ids = comparisons.map(({ id }) => id);

describe("logs of llama.cpp", () => {
  it("name the sizes of all buffers", () => {
    const log = [
      "0.1 I load_tensors:   CPU_Mapped model buffer size =   241.50 MiB",
      "0.1 I load_tensors:   CPU_REPACK model buffer size =    78.25 MiB",
      "0.2 I llama_kv_cache:        CPU KV buffer size =    12.00 MiB",
      "0.2 I llama_kv_cache:        CPU KV buffer size =    60.50 MiB",
      "0.2 I sched_reserve:        CPU compute buffer size =    98.25 MiB",
    ].join("\n");
    expect(parseSizes(log)).toEqual({ model: { CPU_Mapped: 241.5, CPU_REPACK: 78.25 }, cache: 72.5 });
    expect(parseSizes("nothing")).toEqual({ model: {}, cache: 0 });
  });

  it("tell how long a run took and over how many chunks", () => {
    expect(parseTotalSeconds("llama_perf_context_print:       total time =    9842.60 ms /  1025 tokens")).toBeCloseTo(9.8426, 6);
    expect(parseTotalSeconds("load time = 3 ms")).toBeNull();
    expect(parseChunks("perplexity: calculating perplexity over 8 chunks, n_ctx=512")).toBe(8);
    expect(parseChunks("")).toBe(0);
  });

  it("hold llama-bench's report between other lines", () => {
    const rows = parseBench('load_backend: [x]\n[\n  {"n_prompt": 512, "n_gen": 0, "samples_ts": [100, 110, 90]},\n  {"n_prompt": 0, "n_gen": 64, "samples_ts": [20]}\n]\nend');
    expect(rows.map(({ name }) => name)).toEqual(["prompt of 512 tokens", "64 tokens drawn"]);
    expect(rows[0]?.estimate).toMatchObject({ value: 100, interval: [90, 110], n: 3 });
    expect(() => parseBench("no report")).toThrow("llama-bench printed no report");
  });
});

describe("memory", () => {
  it("is read as Linux writes it", () => {
    expect(parseStatus("VmHWM:\t  200 kB\nVmRSS:\t  100 kB\nRssAnon:\t   60 kB\nRssFile:\t   40 kB\n")).toEqual({ resident: 102400, highest: 204800, anonymous: 61440, file: 40960 });
  });

  it("that grows has a slope above 0, and that which only varies has not", () => {
    const random = createRandom(3);
    const measure = (slope: number) => estimateSlope(Array.from({ length: 66 }, (_, i) => ({ requests: 100 * i, bytes: 5e8 + slope * 100 * i + 1e5 * random.uniform() })));
    const bar = { kind: "no-growth" } as const;
    expect(judge(row({ bar, estimate: measure(0) }))).toBe("reached");
    expect(judge(row({ bar, estimate: measure(-500) }))).toBe("reached");
    const growing = measure(200);
    expect(isCannotMeasure(growing) ? Number.NaN : growing.value).toBeCloseTo(200, -1);
    expect(judge(row({ bar, estimate: growing }))).toBe("missed");
    expect(judge(row({ bar, estimate: estimateSlope(Array.from({ length: 66 }, (_, i) => ({ requests: i, bytes: 7 }))) }))).toBe("reached");
  });
});

describe("bars", () => {
  it("are reached by the value, and open where the interval contains them", () => {
    expect(judge(row({ bar: null }))).toBe("none");
    expect(judge(row({}))).toBe("reached");
    expect(judge(row({ estimate: estimate(1.1, 0.9, 1.3) }))).toBe("reached, open");
    expect(judge(row({ estimate: estimate(0.9, 0.8, 1.1) }))).toBe("missed, open");
    expect(judge(row({ bar: most(1.05) }))).toBe("missed");
    expect(judge(row({ bar: most(3), estimate: toExact(3, "count") }))).toBe("reached");
    expect(judge(row({ estimate: { kind: "cannot-measure", reason: "cannot-measure/too-few" } }))).toBe("cannot measure");
  });
});

describe("timing", () => {
  it("takes turns, lets another side begin each round, and drops the first round", async () => {
    const order: string[] = [];
    const side = (name: string, seconds: number) => async (round: number) => { order.push(`${round}${name}`); return seconds + round; };
    const done: number[] = [];
    const io = { signal: new AbortController().signal, clock: createFixedClock(new Date(0)) } as unknown as Io;
    const times = await interleave({ a: side("a", 1), b: side("b", 10) }, { pairs: 3, io, progress: (count) => void done.push(count) });
    expect(times).toEqual({ a: [1, 2, 3], b: [10, 11, 12] });
    expect(order).toEqual(["-1b", "-1a", "0a", "0b", "1b", "1a", "2a", "2b"]);
    expect(done).toEqual([1, 2, 3, 4]);
  });

  it("stops when it is interrupted", async () => {
    const io = { signal: AbortSignal.abort() } as unknown as Io;
    await expect(interleave({ a: async () => 1 }, { pairs: 1, io, progress: () => undefined })).rejects.toMatchObject({ code: "interrupted" });
  });

  it("compares pair by pair", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(ratioOf([2, 40, 6, 9], [1, 10, 2, 3])).toMatchObject({ value: 3, n: 4 });
  });
});

describe("the page", () => {
  const old = [part("samples", "m1", [row({ name: "old" })]), part("choices", "m1", [row({ name: "kept" })]), part("gone", "m1", [])];
  const merged = mergeParts(old, [part("samples", "m1", [row({ name: "new", note: "5 against 4" })]), part("samples", "m2", [row({ name: "new", estimate: estimate(0.5, 0.4, 0.6) })])], ids);

  it("keeps what was not measured again", () => {
    expect(merged.map(({ comparison, model, rows }) => [comparison, model, rows[0]?.name])).toEqual([["choices", "m1", "kept"], ["samples", "m1", "new"], ["samples", "m2", "new"]]);
  });

  it("names every comparison, figure, bar and verdict", () => {
    const page = renderPage(merged, comparisons);
    expect(comparisons.length).toBeGreaterThan(0);
    for (const { title } of comparisons) expect(page).toContain(`## ${title}`);
    expect(page).toContain("| m1 | new | 2.000 [1.500, 2.500], n = 9 | >= 1 | reached | 5 against 4 |");
    expect(page).toContain("| m2 | new | 0.500 [0.400, 0.600], n = 9 | >= 1 | missed |");
    expect(page).toContain("Not measured yet.");
    expect(page).not.toMatch(/NaN|undefined/);
  });

  it("shows every ratio with a bar in its picture", () => {
    expect(renderPicture(merged, comparisons)).toMatch(/^<svg[^>]* xmlns="http:\/\/www.w3.org\/2000\/svg"[\s\S]*samples: new[\s\S]*<\/svg>\n$/);
    expect(renderPicture([], comparisons)).toContain("<svg");
  });
});
