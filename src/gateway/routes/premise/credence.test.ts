import { describe, expect, it } from "vitest";
import { estimateOf, makeCalibration, makeCalibrations } from "../../../../test/credence/made-up-calibration.ts";
import { createStage, createWorld, type Stage } from "../../../../test/doubles/gateway-stage.ts";
import { assessObserved, assessSampled } from "../../../credence/assess.ts";
import { buckets } from "../../../credence/lengths.ts";
import { noMargins } from "../../../credence/calibration/margins.ts";
import type { Calibration } from "../../../credence/calibration/schema.ts";
import { openDocuments } from "../../../credence/native/documents.ts";
import { assessPair } from "../../../credence/pair.ts";
import { PremiseError } from "../../../errors/premise-error.ts";
import type { Predictor, PredictorInfo } from "../../../predictor/predictor.ts";
import { findListedPremise } from "../../../premises/library.ts";
import { Tally } from "../../http/answer.ts";
import { countScores } from "../../models/counted.ts";

const text = "The bread rises because the yeast makes carbon dioxide. The evidence is clear, but the rate depends on the temperature. We measured the height of the bread for two years, and the yeast made it rise because of the dough.";
const question = "Why does the bread rise?";
const observed = { model: "world", mode: "observed", text };
const sampled = { model: "world", mode: "sampled", text, premise: "student-essay", question };
const pair = { model: "world", mode: "sampled", text, context: "[human]\n", contrast: "[ai]\n" };
const calibrated = (info: PredictorInfo): Calibration[] => [...makeCalibrations(info), makeProvenance(info)];

/** By curvature alone, as if it told much. */
function makeProvenance(info: PredictorInfo): Calibration {
  const { buckets: made, ...rest } = makeCalibration(info, "authorIsAi");
  const line = { intercept: 0, weights: [0.2] };
  const channels = { curvature: { fit: line, auroc: estimateOf(0.9, 0.8), used: true } };
  const fused = { stack: line, channels: ["curvature"], calibrator: { kind: "platt", intercept: 0.1, slope: 1, low: -4, high: 4, positives: 100, negatives: 100 } as const, reliability: [{ from: -10, yes: 40, n: 80 }], auroc: estimateOf(0.9, 0.8), margins: noMargins };
  return { ...rest, id: "made-up-provenance", mode: "observed", question: "provenance", sampler: null, wordings: null, buckets: Object.fromEntries(buckets.map((name) => [name, { ...made[name]!, native: null, channels, fused }])) };
}

function createMeasuring(predictor: Predictor = createWorld()): { stage: Stage; predictor: Predictor; calibrations: Calibration[] } {
  const calibrations = calibrated(predictor.info);
  return { stage: createStage({ predictor, calibrations }), predictor, calibrations };
}

async function ask(stage: Stage, body: object): Promise<[number, Record<string, unknown>]> {
  const response = await stage.post("/premise/v1/credence", body);
  expect(response.headers.get("ai-disclosure")).toBeNull();
  return [response.status, (await response.json()) as Record<string, unknown>];
}

describe("a credence over HTTP", () => {
  it("in mode observed is the provenance of the text by itself", async () => {
    const { stage, predictor, calibrations } = createMeasuring();
    await using _ = stage;
    // Twice: provenance leaves the first 32 tokens out.
    const long = `${text} ${text}`;
    const [status, answer] = await ask(stage, { ...observed, text: long, prior: 0.2 });
    const { provenance, tokens, judged } = await assessObserved(predictor, calibrations, long, 0.2);
    expect([provenance.kind, judged]).toEqual(["measured", { from: 33, to: tokens.length }]);
    expect([status, answer]).toEqual([200, { provenance, model: "world", mode: "observed", tokens: tokens.length, textTokens: tokens.length, judged }]);
    expect((await ask(stage, { ...observed, text: long }))[1]).toMatchObject({ provenance: { prior: 0.5 } });
    // The token that begins the document, then the text: read in pieces, charged once.
    expect(stage.rows[0]!.settlement).toMatchObject({ outcome: "done", charge: { requests: 1, tokens: 1 + tokens.length, micros: 0 } });
    expect(stage.rows[0]!.opening.hold.tokens).toBe(1 + Buffer.byteLength(long));
  });

  it("in mode sampled asks both questions of the gate, at the premise's priors or a given one", async () => {
    const { stage, predictor, calibrations } = createMeasuring();
    await using _ = stage;
    const premise = findListedPremise("student-essay");
    const [status, answer] = await ask(stage, sampled);
    const expected = await assessSampled(predictor, calibrations, { premise, slots: { question }, text });
    expect(expected.credences).toMatchObject({ authorIsAi: { kind: "measured" }, aiInWorld: { kind: "measured" } });
    expect([status, answer]).toEqual([200, { ...expected.credences, model: "world", mode: "sampled", tokens: expected.tokens.length, textTokens: expected.given, judged: { from: 1, to: expected.tokens.length } }]);
    expect((await ask(stage, { ...sampled, prior: 0.25 }))[1]).toMatchObject({ authorIsAi: { prior: 0.25 }, aiInWorld: { prior: 0.25 } });
    expect((await ask(stage, { ...sampled, premise: undefined, model: "world?premise=student-essay" }))[1]).toEqual(answer);
    const documents = await openDocuments(predictor, premise, { question }, "open");
    const read = [documents.human, ...documents.contrasts.map(({ tokens }) => tokens)].reduce((sum, { length }) => sum + length + expected.tokens.length, 0);
    expect(stage.rows[0]!.settlement!.charge.tokens).toBe(read);
    expect(stage.rows[0]!.opening.hold.tokens).toBeGreaterThanOrEqual(read);
  });

  it("reads ids in place of the text, as they were drawn", async () => {
    const { stage, predictor } = createMeasuring();
    await using _ = stage;
    const [ids = []] = await predictor.tokenize([text]);
    expect((await ask(stage, { ...sampled, text: "", tokens: ids }))[1]).toEqual((await ask(stage, sampled))[1]);
    expect((await ask(stage, { ...pair, text: "", tokens: ids }))[1]).toEqual((await ask(stage, pair))[1]);
    expect(await ask(stage, { ...sampled, tokens: ids.with(0, predictor.info.vocabularySize) })).toMatchObject([400, { error: { code: "predictor/invalid-token" } }]);
  });

  it("against a contrast that is given as text is one question", async () => {
    const { stage, predictor, calibrations } = createMeasuring();
    await using _ = stage;
    const [status, answer] = await ask(stage, { ...pair, prior: 0.3 });
    const authorIsAi = await assessPair(predictor, calibrations, { context: pair.context, contrast: pair.contrast, text, tokens: null }, 0.3);
    const [ids = []] = await predictor.tokenize([text]);
    expect(authorIsAi.kind).toBe("measured");
    expect([status, answer]).toEqual([200, { authorIsAi, model: "world", mode: "sampled", tokens: ids.length, textTokens: ids.length, judged: { from: 1, to: ids.length } }]);
    expect((await ask(stage, { ...pair, contrast: undefined }))[1]).toMatchObject({ authorIsAi: { kind: "cannot-measure", reason: "cannot-measure/at-chance" } });
    for (const { opening, settlement } of stage.rows) expect(opening.hold.tokens).toBeGreaterThanOrEqual(settlement!.charge.tokens);
  });

  it("without a calibration says so, scores no contrast, and holds for none", async () => {
    await using stage = createStage();
    const none = { kind: "cannot-measure", reason: "cannot-measure/no-calibration" };
    expect(await ask(stage, observed)).toMatchObject([200, { provenance: none }]);
    expect(await ask(stage, sampled)).toMatchObject([200, { authorIsAi: none, aiInWorld: none }]);
    const { stage: measuring } = createMeasuring();
    await using _ = measuring;
    await ask(measuring, sampled);
    expect(measuring.rows[0]!.opening.hold.tokens).toBeGreaterThan(6 * stage.rows[1]!.opening.hold.tokens);
    expect(measuring.rows[0]!.settlement!.charge.tokens).toBeGreaterThan(6 * stage.rows[1]!.settlement!.charge.tokens);
  });

  it("of a text that the model can't read, or that has hardly a token, is cannot-measure", async () => {
    const world = countScores(createWorld(), new Tally());
    const deaf: Predictor = { ...world, tokenize: async () => await Promise.reject(new PremiseError("predictor/control-token", { token: 1, text: "<end>" })) };
    const { stage } = createMeasuring(deaf);
    await using _ = stage;
    const unread = { kind: "cannot-measure", reason: "cannot-measure/not-text" };
    expect(await ask(stage, observed)).toMatchObject([200, { provenance: unread, tokens: null, textTokens: null, judged: null }]);
    expect(await ask(stage, sampled)).toMatchObject([200, { authorIsAi: unread, aiInWorld: unread, tokens: null }]);
    expect(await ask(stage, pair)).toMatchObject([200, { authorIsAi: unread, tokens: null }]);
    const { stage: short } = createMeasuring();
    await using __ = short;
    for (const body of [observed, sampled, pair]) {
      const [status, answer] = await ask(short, { ...body, text: "" });
      expect([status, answer["tokens"], answer["provenance"] ?? answer["authorIsAi"]]).toEqual([200, 0, { kind: "cannot-measure", reason: "cannot-measure/too-few-tokens" }]);
    }
  });

  it("is no credence of what was asked here, so metrics leave it out", async () => {
    const { stage } = createMeasuring();
    await using _ = stage;
    await ask(stage, sampled);
    await expect.poll(() => stage.logged.length).toBe(1);
    expect(await (await stage.app.request("http://localhost/metrics")).text()).not.toContain("premise_credence_count{");
  });
});

describe("a request for a credence", () => {
  it.each<[object, number, string | null]>([
    [{ ...observed, model: "wurld" }, 404, "model"], [{ ...observed, model: undefined }, 400, "model"], [{ ...sampled, premise: "student-esay" }, 404, "premise"], [{ ...sampled, premise: "./x.yaml" }, 404, "premise"],
    [{ ...observed, mode: "guessed" }, 400, "mode"], [{ ...observed, mode: undefined }, 400, "mode"], [{ ...observed, text: undefined }, 400, "text"], [{ ...observed, text: "\ud800" }, 400, "text"], [{ ...observed, texts: [] }, 400, "texts"],
    [{ ...observed, prior: 0 }, 400, "prior"], [{ ...observed, prior: 1 }, 400, "prior"],
    [{ ...observed, premise: "student-essay" }, 400, "premise"], [{ ...observed, model: "world?premise=student-essay" }, 400, "model"], [{ ...observed, question }, 400, "question"], [{ ...observed, tokens: [1] }, 400, "tokens"], [{ ...observed, context: "" }, 400, "context"], [{ ...observed, contrast: "" }, 400, "contrast"],
    [{ ...sampled, premise: undefined }, 400, "premise"], [{ ...sampled, question: undefined }, 400, "question"], [{ ...sampled, question: " \n" }, 400, null], [{ ...sampled, contrast: "a" }, 400, "contrast"], [{ ...sampled, context: "a" }, 400, "premise"], [{ ...sampled, tokens: [] }, 400, "tokens"], [{ ...sampled, tokens: [-1] }, 400, "tokens.0"],
    [{ ...pair, question }, 400, "question"], [{ ...pair, model: "world?premise=student-essay" }, 400, "model"], [{ ...pair, context: undefined }, 400, "contrast"], [{ ...pair, model: "world?temperature=0.7" }, 400, "model"],
  ])("%j is refused before anything is held", async (body, status, param) => {
    await using stage = createStage();
    const [given, answer] = await ask(stage, body);
    expect([given, (answer["error"] as { param: string | null }).param]).toEqual([status, param]);
    expect(stage.rows).toEqual([]);
  });

  it("needs a key with the scope where keys are needed, and room in its budget", async () => {
    await using stage = createStage({ requiresKey: true });
    expect((await ask(stage, observed))[0]).toBe(401);
    const post = async (key: string): Promise<number> => (await stage.post("/premise/v1/credence", observed, { authorization: `Bearer ${key}` })).status;
    expect([await post(await stage.addKey({ scopes: ["read"] })), await post(await stage.addKey())]).toEqual([403, 200]);
    await using full = createStage({ refuse: () => new PremiseError("gateway/over-budget", { limit: 10, unit: "tokens", left: 2, needed: 6 }) });
    expect((await ask(full, observed))[0]).toBe(429);
  });
});
