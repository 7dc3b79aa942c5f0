import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDouble } from "../../../../test/servers/doubles/open.ts";
import { startWorldServer } from "../../../../test/servers/doubles/world-server.ts";
import { createFixedClock } from "../../../random/clock.ts";
import { distrustSamples, distrustScores, type Verdict } from "./verdict.ts";
import { createVerdictStore, type VerdictKey } from "./verdict-store.ts";

const key: VerdictKey = { url: "http://127.0.0.1:1", model: "m", dialect: "auto", identity: { id: "m", build: "b1" } };
const verdict: Verdict = { scoring: distrustScores("unsteady", "twice"), sampling: distrustSamples("no-ids", "none") };
const now = new Date("2026-11-24T12:00:00Z");
const later = (hours: number): Date => new Date(now.getTime() + hours * 3_600_000);
let folder = "";

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "premise-verdicts-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("verdicts on disk", () => {
  it("come back until they expire, and not from the future", async () => {
    const store = createVerdictStore(join(folder, "remotes"));
    expect(await store.find(key, now)).toBeNull();
    await store.keep(key, verdict, now);
    expect(await store.find(key, later(23))).toEqual(verdict);
    expect(await store.find(key, later(25))).toBeNull();
    expect(await store.find(key, later(-1))).toBeNull();
  });

  it("belong to one url, model, dialect and identity", async () => {
    const store = createVerdictStore(folder);
    await store.keep(key, verdict, now);
    const others = [{ url: "http://127.0.0.1:2" }, { model: "n" }, { dialect: "echo" }, { identity: { ...key.identity, build: "b2" } }];
    for (const change of others) expect(await store.find({ ...key, ...change }, now), JSON.stringify(change)).toBeNull();
  });

  it("are not believed when anything in the file is other than it should be", async () => {
    const store = createVerdictStore(folder);
    await store.keep(key, verdict, now);
    const path = join(folder, readdirSync(folder)[0] ?? "");
    const whole = readFileSync(path, "utf8");
    const damaged = ["", whole.slice(0, -20), whole.replace('"version": 1', '"version": 2'), whole.replace("unsteady", "trusted"), whole.replace('"trusted": false', '"trusted": true'), whole.replace('"version"', '"more": 1, "version"'), whole.replace(/"key": "../, '"key": "xx')];
    expect(new Set(damaged).size).toBe(7);
    for (const text of damaged) {
      writeFileSync(path, text);
      expect(await store.find(key, now), text).toBeNull();
    }
    writeFileSync(path, whole);
    expect(await store.find(key, now)).toEqual(verdict);
  });

  it("are left out where nothing can be written", async () => {
    writeFileSync(join(folder, "file"), "");
    const store = createVerdictStore(join(folder, "file", "remotes"));
    await store.keep(key, verdict, now);
    expect(await store.find(key, now)).toBeNull();
  });
});

describe("a predictor", () => {
  it("probes once, and again when the verdict has expired", async () => {
    await using server = await startWorldServer({ maxTop: 5 });
    const verdicts = createVerdictStore(folder);
    const asked: number[] = [];
    for (const date of [now, later(1), later(30)]) {
      const before = server.paths.length;
      await using predictor = await openDouble(server, { verdicts, clock: createFixedClock(date) });
      expect((await predictor.capabilities()).score).toBe(true);
      asked.push(server.paths.slice(before).filter((path) => path === "/v1/completions").length);
    }
    expect(asked[0]).toBeGreaterThan(10);
    expect(asked[1]).toBe(0);
    expect(asked[2]).toBe(asked[0]);
  });

  it("that could not finish probing keeps nothing, and probes at the next call", async () => {
    let isBroken = true;
    await using server = await startWorldServer({ maxTop: 5, first: ({ url }, response) => {
      if (isBroken && url === "/v1/completions") response.destroy();
      return isBroken && url === "/v1/completions";
    } });
    await using predictor = await openDouble(server, { verdicts: createVerdictStore(folder), limits: { retries: 0 } });
    await expect(predictor.capabilities()).rejects.toMatchObject({ code: "remote/unreachable" });
    expect(readdirSync(folder)).toEqual([]);
    isBroken = false;
    expect((await predictor.capabilities()).score).toBe(true);
    expect(readdirSync(folder)).toHaveLength(1);
  });
});
