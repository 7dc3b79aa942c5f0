/** @module What others published for the same files of texts: AUROC of Fast-DetectGPT, which scores by models of billions of parameters. */

/**
 * Each file of pairs with its AUROC as the authors' repository records it, to four digits. `blackBox`: tokens drawn by GPT-J, scored by
 * GPT-Neo 2.7B, which are not the author. `whiteBox`: drawn and scored by the author itself, where its weights are public.
 * Source: Bao, Zhao, Teng, Yang & Zhang, Fast-DetectGPT, ICLR 2024, folders exp_main/results and exp_gpt3to4/results of
 * github.com/baoguangsheng/fast-detect-gpt at 971b052 (`DOMAIN_GENERATOR.gpt-j-6B_gpt-neo-2.7B.sampling_discrepancy*.json`).
 */
export const fastDetectGpt: readonly { readonly domain: string; readonly generator: string; readonly blackBox: number; readonly whiteBox: number | null }[] = [
  { domain: "squad", generator: "gpt2-xl", blackBox: 0.9824, whiteBox: 0.999 },
  { domain: "squad", generator: "opt-2.7b", blackBox: 0.9762, whiteBox: 0.9949 },
  { domain: "squad", generator: "gpt-neo-2.7B", blackBox: 0.999, whiteBox: 0.9956 },
  { domain: "squad", generator: "gpt-j-6B", blackBox: 0.9584, whiteBox: 0.9853 },
  { domain: "squad", generator: "gpt-neox-20b", blackBox: 0.9379, whiteBox: 0.9617 },
  { domain: "writing", generator: "gpt2-xl", blackBox: 0.9937, whiteBox: 0.9982 },
  { domain: "writing", generator: "gpt-neox-20b", blackBox: 0.9801, whiteBox: 0.9941 },
  { domain: "writing", generator: "davinci", blackBox: 0.9492, whiteBox: null },
  { domain: "writing", generator: "gpt-3.5-turbo", blackBox: 0.9916, whiteBox: null },
  { domain: "writing", generator: "gpt-4", blackBox: 0.9612, whiteBox: null },
];

/** Binoculars was published on other sources; what its abstract says is set beside ours in words. */
export const binoculars = "Binoculars (Hans and others, ICML 2024, arXiv 2401.12070) was not published on these files: its abstract tells of over 90 % of ChatGPT's texts found at a false-positive rate of 0.01 %, over news, creative writing and essays, with two Falcon models of 7 billion parameters";
