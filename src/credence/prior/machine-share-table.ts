/** @module How much text of a given date and medium is machine-written, with sources: the table that ships. */
import type { MachineShareTable, ShareRow } from "./machine-share.ts";

const chatGpt = "2022-11-30";

const sources = {
  declared: "Declared by Premise: no published figure was found.",
  "ap-2014": "USA Today, How robots will write earnings stories for the AP, 30 June 2014: 300 stories a quarter by people, up to 4,400 by templates.",
  "brooks-2024": "Brooks, Eggert & Peskoff, The rise of AI-generated content in Wikipedia, WikiNLP 2024, arXiv 2410.08044.",
  "brown-2020": "Brown et al., Language models are few-shot learners, arXiv 2005.14165, section 3.9.4: people told its news articles from human ones with 52 % accuracy.",
  "dolezal-2026": "Dolezal, Alam, Graham & Bohacek, The impact of AI-generated text on the internet, arXiv 2604.26965.",
  "gpt-4-2023": "OpenAI, GPT-4 technical report, arXiv 2303.08774, 2023.",
  "graphite-2025": "Graphite, More articles are now created by AI than humans, 2025: up to 65,000 English articles of Common Crawl, false positives 4.2 %.",
  "hanley-2024": "Hanley & Durumeric, Machine-made media, ICWSM 2024, arXiv 2305.09820.",
  "kobak-2025": "Kobak et al., Delving into LLM-assisted writing in biomedical publications through excess vocabulary, Science Advances 2025, arXiv 2406.07016.",
  "liang-2024-papers": "Liang et al., Mapping the increasing use of LLMs in scientific papers, arXiv 2404.01268.",
  "liang-2024-reviews": "Liang et al., Monitoring AI-modified content at scale, ICML 2024, arXiv 2403.07183.",
  "liang-2025": "Liang et al., The widespread adoption of large language model-assisted writing across society, Patterns 2025, arXiv 2502.09747.",
  "lindley-1985": "Lindley, Making decisions, 2nd edition, Wiley 1985 (Cromwell's rule).",
  "originality-2024-linkedin": "Originality.ai, 2024: 8,795 LinkedIn posts of more than 100 words, January 2018 to October 2024.",
  "originality-2024-reviews": "Originality.ai, 18 November 2024: 75,000 reviews of the holiday season.",
  "pangram-2025-amazon": "Pangram Labs, 2025: nearly 30,000 reviews of 500 of Amazon's best-selling products.",
  "pangram-2025-iclr": "Pangram Labs, Pangram predicts 21 % of ICLR reviews are AI-generated, 2025: 70,000 reviews of ICLR 2026.",
  "radford-2019": "Radford et al., Language models are unsupervised multitask learners (GPT-2), 14 February 2019.",
  "reimers-2026": "Reimers & Waldfogel, AI and the quantity and quality of creative products, NBER working paper 34777, 2026.",
  "russell-2025": "Russell et al., AI use in American newspapers is widespread, uneven, and rarely disclosed, arXiv 2510.18774.",
  "spennemann-2025": "Spennemann, Delving into: the quantification of AI-generated content on the internet, arXiv 2504.08755.",
  "sun-2025": "Sun et al., Are we in the AI-generated text world already?, ACL 2025, arXiv 2412.18148.",
  "turnitin-2024": "Turnitin, press release of 9 April 2024: 200 million papers since April 2023.",
  "varol-2017": "Varol et al., Online human-bot interactions, ICWSM 2017, arXiv 1703.03107.",
  "wired-2024": "Knibbs, AI slop is flooding Medium, WIRED, October 2024, with figures of Pangram Labs.",
} as const;

type Source = keyof typeof sources;

function row(of: ShareRow["of"], from: string | null, share: number, interval: readonly [number, number], cited: readonly Source[], note: string): ShareRow {
  return { of, from, share, interval, sources: cited, note };
}

const web = [
  row("web", chatGpt, 0.2, [0.02, 0.39], ["graphite-2025"], "From near zero to 36 to 39 % of new articles within twelve months; the middle of that rise."),
  row("web", "2023-12-01", 0.35, [0.2, 0.48], ["graphite-2025", "dolezal-2026"], "48 % of new articles two years after ChatGPT; new sites lie lower."),
  row("web", "2025-01-01", 0.4, [0.3, 0.52], ["graphite-2025", "dolezal-2026", "spennemann-2025"], "About half of new articles, 35 % of new sites by mid-2025, 30 to 40 % of the text of active pages."),
];

const rows: readonly ShareRow[] = [
  row("any", null, 0.001, [0.0001, 0.01], ["ap-2014", "varol-2017", "lindley-1985", "declared"], "The floor. No model wrote free prose, but documents are misdated and forged, templates and bots did publish, and no evidence could move a prior of 0."),
  row("any", "2019-02-14", 0.002, [0.0001, 0.02], ["radford-2019", "sun-2025", "liang-2025"], "Models existed, few texts were published. Detectors flag 1.3 to 3 % of texts of early 2022, most of them falsely: an upper end."),
  row("handwritten", chatGpt, 0.01, [0.001, 0.05], ["declared"], "A text copied by hand may have been drafted by a model; far rarer than in letters."),
  row("letters", chatGpt, 0.05, [0.015, 0.18], ["liang-2025", "declared"], "Complaints to an office rose from 1.5 to 15.3 % in months; private letters are unmeasured and surely fewer."),
  row("letters", "2024-01-01", 0.1, [0.02, 0.18], ["liang-2025", "declared"], "Complaints to an office: 17.7 % in August 2024."),
  row("student", chatGpt, 0.05, [0.03, 0.11], ["turnitin-2024"], "3 % of papers with at least 80 % machine-written text, 11 % with at least 20 %."),
  row("peer-review", chatGpt, 0.1, [0.065, 0.169], ["liang-2024-reviews"], "Of the text of reviews for four AI conferences; none was found for Nature's journals."),
  row("peer-review", "2025-09-01", 0.21, [0.1, 0.4], ["pangram-2025-iclr"], "Reviews written wholly by machine; one conference on AI, so other fields lie lower."),
  row("reviews", chatGpt, 0.03, [0.01, 0.32], ["pangram-2025-amazon", "originality-2024-reviews"], "3 % by one detector (5 % for baby and beauty products), 31.5 % by another."),
  row("reference", chatGpt, 0.045, [0.01, 0.06], ["brooks-2024"], "New English Wikipedia articles of August 2024, detectors set to 1 % false positives."),
  row("news", chatGpt, 0.02, [0.005, 0.07], ["hanley-2024", "declared"], "Synthetic articles rose by 57 % on mainstream sites and by 474 % on misinformation sites to May 2023; the level is declared."),
  row("news", "2024-07-01", 0.07, [0.017, 0.09], ["wired-2024"], "7 % of one day's news worldwide, summer of 2024."),
  row("news", "2025-06-01", 0.09, [0.017, 0.1], ["russell-2025"], "9.1 % of articles of 1,500 American newspapers wholly or partly; 1.7 % above a circulation of 100,000."),
  row("scholarly", chatGpt, 0.05, [0.01, 0.175], ["liang-2024-papers"], "Up to 17.5 % of sentences in computer science, 6.3 % in mathematics and Nature's journals, by February 2024."),
  row("scholarly", "2024-01-01", 0.135, [0.063, 0.4], ["kobak-2025", "liang-2024-papers"], "At least 13.5 % of biomedical abstracts of 2024, up to 40 % in some fields. Counts texts that a model worked over."),
  row("social", chatGpt, 0.1, [0.013, 0.39], ["sun-2025"], "January 2022 to October 2024: Medium from 2 to 37 %, Quora from 2 to 39 %, Reddit from 1.3 to 2.5 %."),
  row("social", "2024-01-01", 0.25, [0.025, 0.54], ["sun-2025", "originality-2024-linkedin", "wired-2024"], "Reddit 2.5 %, Medium 37 to 47 %, long LinkedIn posts 54 % (October 2024)."),
  row("official", chatGpt, 0.08, [0.03, 0.24], ["liang-2025"], "Press releases of the United Nations from 3.1 to 10.1 % within 2023; companies' up to 24 %."),
  row("official", "2024-01-01", 0.15, [0.06, 0.24], ["liang-2025"], "United Nations nearly 14 %, companies up to 24 %, job postings 6 to 10 %, autumn of 2024."),
  row("books", chatGpt, 0.2, [0.01, 0.67], ["reimers-2026", "declared"], "New e-books nearly tripled from 2022 to 2025: two thirds if all of the growth is machine-written, an upper end."),
  ...web,
  ...web.map((each) => ({ ...each, of: "other" as const, note: `As web, the widest class. ${each.note}` })),
  row("world", null, 0.001, [0.0001, 0.01], ["lindley-1985", "declared"], "The floor, for the same reasons."),
  row("world", "2019-02-14", 0.02, [0.001, 0.1], ["radford-2019", "declared"], "A model that writes paragraphs, known to few; hardly capable."),
  row("world", "2020-06-11", 0.3, [0.05, 0.7], ["brown-2020", "declared"], "A model whose short news articles people can't tell apart, behind a waiting list."),
  row("world", chatGpt, 0.95, [0.8, 0.99], ["declared"], "ChatGPT is open to everyone."),
  row("world", "2023-03-14", 0.99, [0.95, 0.999], ["gpt-4-2023", "declared"], "GPT-4 is open to everyone who pays."),
];

/** The table that ships. Its date is the day on which its sources were read. */
export const machineShareTable: MachineShareTable = {
  id: "shipped-2026",
  date: "2026-11-26",
  sources,
  rows,
  statements: { none: 0.1, narrow: 0.3, unstated: 1 },
};
