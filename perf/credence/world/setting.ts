/** @module What the measurement in the exact world takes: parts, seed, sizes, premises. */
export const command = "npm run perf -- credence-world";
export const seed = 20230802;

export const parts = [{ id: "posterior" }, { id: "noisy" }, { id: "unselected" }, { id: "skill" }, { id: "claims" }] as const;
export type PartId = (typeof parts)[number]["id"];

export type Sizes = {
  /** Texts that the predictor draws and scores. */
  readonly texts: number;
  /** Their longest, in tokens. */
  readonly tokens: number;
  /** Runs drawn in plain arrays. */
  readonly runs: number;
};

/** A human premise and what it is set against: a stated AI, a later stated AI, and the same author in a world that has AIs. */
export type Contrasted = { readonly human: string; readonly contrasts: readonly string[] };

export const premises: readonly Contrasted[] = ["[1990]", "[2010]", "[2020]"].flatMap((date) => ["[novice]", "[expert]", "[master]"].map((header) => ({
  human: `${date}${header}\n`, contrasts: [`${date}[ai]\n`, "[2030][ai]\n", `[2030]${header}\n`],
})));
