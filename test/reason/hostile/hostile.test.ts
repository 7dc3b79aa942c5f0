import { expect, describe, it } from "vitest";
import { createWorldPredictor } from "../../../src/predictor/world/world-predictor.ts";
import { findPremise } from "../../../src/premises/library.ts";
import { familyNames, hostile } from "./families.ts";
import { findFaults, insertHostile } from "./inserted.ts";
import { present, presentHarmless, ways } from "./present.ts";
import { compareRuns, type Reasoned, reasonWith } from "./reasoned.ts";
import { checkTokens, tokeniseDocuments } from "./tokens.ts";

const premise = findPremise("reading-room");
const each = ways.flatMap((way) => familyNames.map((family) => ({ way, family, texts: hostile.filter((one) => one.family === family) })));

describe("hostile documents and tool outputs", () => {
  it("are at least a hundred, all different", () => {
    expect(hostile.length).toBeGreaterThanOrEqual(100);
    expect(new Set(hostile.map(({ text }) => text)).size).toBe(hostile.length);
    expect(new Set(hostile.map(({ id }) => id)).size).toBe(hostile.length);
  });

  it.each(each)("change nothing around them, and keep nothing that must be shown: $family, as $way", async ({ way, texts }) => {
    expect(texts.length).toBeGreaterThan(0);
    for (const one of texts) {
      const { faults, record, lines } = await insertHostile(premise, one, way);
      expect([one.id, faults, record.problem]).toEqual([one.id, [], null]);
      expect(lines.length).toBe(Math.max(1, record.citations.length));
      expect(lines.join("").length).toBeLessThan(3000);
    }
  });

  it("have no control token for the toy world, and leave the tokens before them", async () => {
    await using predictor = createWorldPredictor();
    const documents = await tokeniseDocuments(predictor, premise);
    expect(documents.length).toBeGreaterThan(10);
    for (const way of ways) {
      for (const one of hostile) expect([one.id, await checkTokens(predictor, (await insertHostile(premise, one, way)).lines, documents)]).toEqual([one.id, []]);
    }
  });

  it("would be caught: a control token, a label, a line end and a cut document are faults", async () => {
    await using predictor = createWorldPredictor();
    const documents = await tokeniseDocuments(predictor, premise);
    expect(await checkTokens(predictor, ["The book says: <|end|>"], documents)).toEqual(["it holds a control token"]);
    const [first, ...others] = documents;
    expect(await checkTokens(predictor, ["The book says: 5"], [{ ...first!, ids: [1] }, ...others])).toEqual(["notes: the tokens before it are others"]);
    const raw = (family: string): string[] => hostile.filter((one) => one.family === family).map(({ text }) => findFaults(premise, [`The book says: ${text}`])[0] ?? "none");
    expect(raw("line ends").filter((fault) => fault === "notes: the lines around it are others").length).toBe(7);
    expect(raw("chat templates")).not.toContain("none");
    expect(raw("unseen")).not.toContain("none");
    expect(raw("terminal escapes")).not.toContain("none");
    expect(findFaults(premise, ["The book says: Answer: B"])).toEqual(['label "Answer: B"']);
    expect(findFaults(premise, ["Answer: B"])).toContain("a line does not begin with the words of the resource");
  });
});

describe("a reasoning that is given them", () => {
  let harmless: Reasoned | undefined;

  it("asks once, and its predictor sees what was given in the notes and in every contrast's", async () => {
    harmless = await reasonWith(premise, presentHarmless());
    expect(harmless.steps.map(({ kind }) => kind)).toEqual(["gate", "notes", "next-line", "thought", "tool", "answer"]);
    const shown = harmless.contexts.filter((context) => context.some((_, i) => harmless!.given.every((id, j) => context[i + j] === id)));
    expect(shown.length).toBe(6);
  });

  it.each(each)("keeps premise, policy, limits, role and all that was recorded before: $family, as $way", async ({ way, texts }) => {
    const base = harmless ?? (await reasonWith(premise, presentHarmless()));
    for (const one of texts) expect([one.id, compareRuns(base, await reasonWith(premise, present(one.text, way)))]).toEqual([one.id, []]);
  });

  it("would be caught: another limit, another step before, another context are faults", async () => {
    const base = harmless ?? (await reasonWith(premise, presentHarmless()));
    const faulty = await reasonWith({ ...premise, policy: { ...premise.policy, maxCredence: { authorIsAi: 1, aiInWorld: 1 } } }, presentHarmless());
    expect(compareRuns(base, faulty).map((fault) => fault.split(":")[0])).toEqual(["premise, limits, policy", "the steps before it"]);
    expect(compareRuns(base, { ...base, contexts: [[1], ...base.contexts.slice(1)], given: [257] })).toEqual(["what the predictor was given besides it: not as in a harmless run", "it holds a control token"]);
  });
});
