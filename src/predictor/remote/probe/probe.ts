/** @module Probes a server before it is trusted, or finds the verdict of an earlier probe. */
import type { RemoteOptions } from "../options.ts";
import type { RemoteModel } from "../remote-model.ts";
import { probeSampling } from "./sampling.ts";
import { probeScoring } from "./scoring.ts";
import { distrustScores, type Verdict } from "./verdict.ts";
import type { VerdictKey } from "./verdict-store.ts";

/** Ordinary text, in which likely and unlikely tokens follow each other, and text that no model expects. */
const texts = [
  "The tide follows the moon because its gravity is stronger on the near side. Nobody asked the seven purple accountants.",
  "One two three four five six seven eight. Caf\u00e9 \u2014 3.14 \u{1f419}",
  "Question: What is ice?\nAnswer: Frozen water.",
];

/** @throws PremiseError `remote/...`, `interrupted`, `engine/closed` when nothing could be found out. */
export async function findVerdict(model: RemoteModel, options: RemoteOptions, identity: VerdictKey["identity"]): Promise<Verdict> {
  const { url, dialect = "auto", verdicts, clock } = options;
  const key = { url, model: model.id, dialect, identity };
  const known = await verdicts?.find(key, clock.now());
  if (known !== null && known !== undefined) return known;
  const verdict = await probe(model, options);
  await verdicts?.keep(key, verdict, clock.now());
  return verdict;
}

async function probe(model: RemoteModel, { dialect = "auto" }: RemoteOptions): Promise<Verdict> {
  const { vocabulary } = model;
  const { token, byDefault } = vocabulary.bos;
  const documents = await Promise.all(texts.map(async (text) => [...(byDefault && token !== null ? [token] : []), ...(await vocabulary.tokenize(text))]));
  const sampling = await probeSampling(model, documents[0] ?? []);
  if (vocabulary.ids === "text") return { sampling, scoring: distrustScores("not-offered", "it has no tokenizer that we know, so no token ids can be scored") };
  if (!sampling.trusted && sampling.verdict === "not-natural-log") return { sampling, scoring: distrustScores("not-natural-log", sampling.problem) };
  return { sampling, scoring: await probeScoring(model, documents, dialect, sampling) };
}
