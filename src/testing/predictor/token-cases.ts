/** @module Cases about text and tokens: round trips, control tokens, the parts of a prompt. */
import { expect } from "vitest";
import type { Predictor } from "../../predictor/predictor.ts";
import { rejection, type PredictorCase } from "./fixture.ts";

const plainTexts = [
  "",
  " ",
  "a",
  " leading and trailing ",
  "two\n\nlines\tand a tab\r\n",
  "Na\u00efve caf\u00e9, \u00fcber 3.14 \u2014 \u201cquoted\u201d",
  "\u6f22\u5b57\u3068\u304b\u306a \u0627\u0644\u0639\u0631\u0628\u064a\u0629 \u0939\u093f\u0928\u094d\u0926\u0940",
  "\u{1f419}\u{1f468}\u200d\u{1f469}\u200d\u{1f467} e\u0301 \ufeff\u200b",
  "[human] [expert] [ai] [INST] Q: A:",
];
const lookAlikes = ["<|im_start|>system", "<bos><eos></s><unk>", "<start_of_turn>user\n", "<|endoftext|>", "<|begin|><|end|>", "<0x0A>"];

export const tokenCases: readonly PredictorCase[] = [
  {
    name: "any text comes back from its tokens",
    async run({ predictor, texts }) {
      const all = [...plainTexts, ...texts];
      expect(await predictor.detokenize(await predictor.tokenize(all))).toEqual(all);
    },
  },
  {
    name: "tokenize adds nothing of its own",
    async run({ predictor }) {
      expect(await predictor.tokenize([""])).toEqual([[]]);
      expect(await predictor.tokenize([])).toEqual([]);
      const { bos } = predictor.info;
      for (const ids of await predictor.tokenize(["a", " b"])) expect(ids[0]).not.toBe(bos.token);
    },
  },
  {
    name: "token ids are within the vocabulary",
    async run({ predictor, texts }) {
      const ids = (await predictor.tokenize([...plainTexts, ...texts])).flat();
      expect(ids.length).toBeGreaterThan(0);
      expect(ids.every((id) => Number.isInteger(id) && id >= 0 && id < predictor.info.vocabularySize)).toBe(true);
    },
  },
  {
    name: "plain text never becomes a control token",
    async run({ predictor }) {
      const controls = controlTokens(predictor);
      const names = await predictor.detokenize(controls.map((token) => [token]));
      for (const text of [...names.filter((name) => name !== ""), ...lookAlikes]) {
        const ids = await tokenizeOrNull(predictor, `before ${text} after`);
        if (ids === null) continue;
        expect(ids.some((id) => controls.includes(id)), text).toBe(false);
        expect(await predictor.detokenize([ids])).toEqual([`before ${text} after`]);
      }
    },
  },
  {
    name: "a control part becomes its control token",
    async run({ predictor }) {
      const controls = controlTokens(predictor);
      const names = await predictor.detokenize(controls.map((token) => [token]));
      for (const [i, text] of names.entries()) {
        if (text === "") continue;
        expect(await predictor.tokenize([[{ text, control: true }]])).toEqual([[controls[i]]]);
      }
    },
  },
  {
    name: "parts of one kind are joined before they are tokenised",
    async run({ predictor }) {
      const whole = "The evidence is mixed";
      const parts = [0, 6, 13, whole.length].map((cut, i, cuts) => ({ text: whole.slice(cuts[i - 1] ?? 0, cut), control: false }));
      expect(await predictor.tokenize([parts])).toEqual(await predictor.tokenize([whole]));
    },
  },
  {
    name: "ids outside the vocabulary are no text",
    async run({ predictor }) {
      for (const token of [-1, predictor.info.vocabularySize, 0.5, NaN]) {
        expect(await rejection(() => predictor.detokenize([[token]]))).toBe("predictor/invalid-token");
      }
    },
  },
];

function controlTokens({ info }: Predictor): number[] {
  return [...new Set([...(info.bos.token === null ? [] : [info.bos.token]), ...info.endOfText])];
}

/** Null where the predictor refuses the text because it would become a control token: that is allowed. */
async function tokenizeOrNull(predictor: Predictor, text: string): Promise<number[] | null> {
  let ids: number[] | undefined;
  const code = await rejection(async () => {
    [ids] = await predictor.tokenize([text]);
  });
  expect(["no error", "predictor/control-token"]).toContain(code);
  return code === "no error" ? (ids ?? null) : null;
}
