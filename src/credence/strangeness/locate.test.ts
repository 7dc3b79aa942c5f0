import { describe, expect, it } from "vitest";
import { createWorldPredictor } from "../../predictor/world/world-predictor.ts";
import { locateTokens } from "./locate.ts";
import { readDocuments } from "./surprisal.ts";

describe("locateTokens", () => {
  it("gives the same places from the tokens' texts and from the document's beginnings", async () => {
    await using predictor = createWorldPredictor();
    const text = "The tide follows the moon.\n\nWhy 3 x?";
    const [costs = []] = await readDocuments(predictor, [text]);
    const starts = await locateTokens(predictor, costs, text);
    expect(starts.map((start, i) => text.slice(start, starts[i + 1] ?? text.length))).toEqual(costs.map((cost) => cost.text));
    expect(await locateTokens(predictor, costs.map((cost) => ({ ...cost, text: "" })), text)).toEqual(starts);
  });

  it("lets the tokens of one character begin where it does", async () => {
    await using predictor = createWorldPredictor();
    const text = "ż🙂!";
    const [costs = []] = await readDocuments(predictor, [text]);
    expect(await locateTokens(predictor, costs, text)).toEqual([0, 0, 1, 1, 1, 1, 3]);
  });

  it("refuses tokens of another text", async () => {
    await using predictor = createWorldPredictor();
    const [costs = []] = await readDocuments(predictor, ["The tide"]);
    await expect(locateTokens(predictor, costs, "The tides")).rejects.toMatchObject({ code: "predictor/unsupported" });
  });
});
