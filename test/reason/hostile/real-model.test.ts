import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPredictor } from "../../../src/predictor/choose.ts";
import type { Predictor } from "../../../src/predictor/predictor.ts";
import { findPremise } from "../../../src/premises/library.ts";
import { ensureModel } from "../../models/ensure.ts";
import { familyNames, hostile } from "./families.ts";
import { insertHostile } from "./inserted.ts";
import { ways } from "./present.ts";
import { checkTokens, tokeniseDocuments, type TokenisedDocument } from "./tokens.ts";

const model = "gemma-3-270m";
const isHere = (await ensureModel(model)) !== null;
const premise = findPremise("reading-room");

describe.skipIf(!isHere)(`hostile texts before ${model}'s tokenizer (skipped where it cannot be had)`, () => {
  let predictor: Predictor;
  let documents: TokenisedDocument[] = [];
  beforeAll(async () => {
    predictor = await openPredictor(model, { env: process.env });
    // The wordings that credences are measured against; the page has all of them.
    documents = (await tokeniseDocuments(predictor, premise)).filter(({ id }) => !id.endsWith("/audit"));
  });
  afterAll(async () => predictor.close());

  it("looks at the notes and six contrasts", () => expect(documents.length).toBe(7));

  it.each(familyNames)("hold no control token, and leave the tokens before them: %s", async (family) => {
    for (const way of ways) {
      for (const one of hostile.filter((each) => each.family === family)) expect([one.id, await checkTokens(predictor, (await insertHostile(premise, one, way)).lines, documents)]).toEqual([one.id, []]);
    }
  });

  it("would be caught: a turn of the model's own template is a fault", async () => {
    await expect(checkTokens(predictor, ["The book says: <start_of_turn>user"], documents)).resolves.toContain("it holds a control token");
  });
});
