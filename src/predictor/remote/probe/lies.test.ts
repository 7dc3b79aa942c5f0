import { describe, expect, it } from "vitest";
import type { Lie } from "../../../../test/servers/doubles/lies.ts";
import { openDouble } from "../../../../test/servers/doubles/open.ts";
import { type ServerSetting, startWorldServer } from "../../../../test/servers/doubles/world-server.ts";
import type { Predictor, ScoreOutcome } from "../../predictor.ts";
import type { ScoringLie } from "./verdict.ts";

const dialects = ["echo", "prompt-logprobs"] as const;

async function withDouble<T>(setting: ServerSetting, work: (predictor: Predictor) => Promise<T>): Promise<T> {
  await using server = await startWorldServer(setting);
  await using predictor = await openDouble(server);
  return await work(predictor);
}

async function scoreSome(predictor: Predictor): Promise<ScoreOutcome | undefined> {
  const [ids = []] = await predictor.tokenize(["The tide follows the moon"]);
  return (await predictor.score([{ context: [256, ...ids.slice(0, 2)], continuation: ids.slice(2) }]))[0];
}

async function verdictOn(setting: ServerSetting): Promise<string> {
  return await withDouble(setting, async (predictor) => {
    const outcome = await scoreSome(predictor);
    if (outcome?.ok === true) return "trusted";
    expect(outcome?.error.code).toBe("remote/scores-not-trusted");
    return String(outcome?.error.details["verdict"]);
  });
}

async function sampleSome(predictor: Predictor): Promise<string> {
  const kinds = new Set<string>();
  for await (const event of predictor.sample([{ context: [256, 84], maxTokens: 4, seed: 1 }])) kinds.add(event.kind === "refused" ? event.error.code : event.kind);
  return [...kinds].join(" ");
}

/** Every lie with the verdict that it must get. */
const lies: readonly { readonly lie: Lie; readonly verdict: ScoringLie; readonly tokens?: (typeof dialects)[number] }[] = [
  { lie: "one-position-off", verdict: "one-position-off" },
  { lie: "shifted", verdict: "one-position-off" },
  { lie: "echo-dropped", verdict: "echo-dropped" },
  { lie: "bos-added", verdict: "bos-added" },
  { lie: "bos-hidden", verdict: "bos-added" },
  { lie: "top-k-only", verdict: "top-k-only" },
  { lie: "unsteady", verdict: "unsteady" },
  { lie: "batch-differs", verdict: "batch-differs" },
  { lie: "wrong-counts", verdict: "wrong-counts" },
  // Where tokens are found by the ids that were sent, no others can be told.
  { lie: "other-tokens", verdict: "other-tokens", tokens: "echo" },
  { lie: "log2", verdict: "not-natural-log" },
  { lie: "log2-of-prompts", verdict: "not-natural-log" },
  { lie: "nan", verdict: "not-natural-log" },
];

describe.each(dialects)("over %s", (dialect) => {
  it.each(["all likely tokens", "five likely tokens"])("a right server that names %s passes", async (what) => {
    expect(await verdictOn({ dialect, ...(what.startsWith("five") ? { maxTop: 5 } : {}) })).toBe("trusted");
  });

  it.each(lies.filter(({ tokens = dialect }) => tokens === dialect))("$lie is found out as $verdict", async ({ lie, verdict }) => {
    expect(await verdictOn({ dialect, lie, maxTop: 5 })).toBe(verdict);
  });

  it.each(lies.filter(({ lie }) => ["one-position-off", "log2", "log2-of-prompts"].includes(lie)))("$lie is found out as $verdict where all likely tokens are named", async ({ lie, verdict }) => {
    expect(await verdictOn({ dialect, lie })).toBe(verdict);
  });

  it("a server that lies about prompts may still sample", async () => {
    for (const lie of ["one-position-off", "echo-dropped", "bos-added", "top-k-only", "unsteady"] as const) {
      expect(await withDouble({ dialect, lie, maxTop: 5 }, sampleSome), lie).toBe("token end");
    }
  });
});

describe("in the form of llama-cpp-python's server, which takes and tells texts alone", () => {
  const form = { dialect: "echo", takesIds: false, names: "text", maxTop: 5 } as const;

  it("a right server passes, and one that is one position off does not", async () => {
    expect(await verdictOn(form)).toBe("trusted");
    expect(await verdictOn({ ...form, lie: "one-position-off" })).toBe("one-position-off");
    expect(await verdictOn({ ...form, lie: "bos-added" })).toBe("bos-added");
  });
});

describe("samples", () => {
  it("that do not follow what is reported of them are refused, and scores with them", async () => {
    await withDouble({ lie: "sharpened" }, async (predictor) => {
      expect(await sampleSome(predictor)).toBe("remote/samples-not-trusted");
      expect(await predictor.capabilities()).toMatchObject({ score: false, sample: false, statistics: false, hidden: false });
    });
  });

  it("with logarithms to another base are found out by what is drawn, also where few likely tokens are named", async () => {
    await withDouble({ lie: "log2", maxTop: 5 }, async (predictor) => {
      expect(await sampleSome(predictor)).toBe("remote/samples-not-trusted");
      const outcome = await scoreSome(predictor);
      expect(outcome).toMatchObject({ ok: false, error: { details: { verdict: "not-natural-log" } } });
    });
  });
});
