/** @module Which class of media a premise's medium belongs to: the first rule, in order, one of whose words stands in it. */

export const mediumClasses = ["handwritten", "letters", "student", "peer-review", "reviews", "reference", "news", "scholarly", "social", "official", "books", "web", "other"] as const;
export type MediumClass = (typeof mediumClasses)[number];

export type MediumRule = { readonly medium: MediumClass; readonly words: readonly string[] };

/** Special before general: a newspaper's report is news, a record book an official record, and a page of anything else the web. */
export const mediumRules: readonly MediumRule[] = [
  { medium: "handwritten", words: ["handwritten", "hand-written", "by hand", "manuscript", "notebook", "diary", "diaries", "log book", "logbook", "private journal", "personal journal"] },
  { medium: "official", words: ["press release", "news release"] },
  { medium: "letters", words: ["letter", "e-mail", "email", "postcard", "telegram", "correspondence", "complaint", "text message"] },
  { medium: "student", words: ["essay", "coursework", "homework", "exam", "examination", "assignment"] },
  { medium: "peer-review", words: ["peer review", "referee report", "referee's report", "reviewer report"] },
  { medium: "reviews", words: ["customer review", "product review", "consumer review", "online review"] },
  { medium: "reference", words: ["encyclopedia", "encyclopaedia", "wiki", "wikipedia", "dictionary", "almanac"] },
  { medium: "news", words: ["newspaper", "news", "newswire", "magazine", "gazette", "news agency"] },
  { medium: "scholarly", words: ["journal", "preprint", "thesis", "dissertation", "conference paper", "research paper", "scientific paper", "monograph", "academic article"] },
  { medium: "social", words: ["forum", "social media", "tweet", "message board", "newsgroup", "comment", "thread", "question-and-answer", "posts"] },
  { medium: "official", words: ["minutes", "report", "memo", "memorandum", "record", "transcript", "register", "ledger", "court", "job posting", "brochure", "proceedings"] },
  { medium: "books", words: ["book", "novel", "textbook", "handbook", "manual", "chapter", "short story"] },
  { medium: "web", words: ["web", "website", "blog", "page", "online", "internet", "site", "article"] },
];

/** The class of a medium in English words; `other` where no rule knows it. Case and a plural's s do not matter. */
export function classifyMedium(medium: string): MediumClass {
  const text = medium.normalize("NFKC").toLowerCase();
  const rule = mediumRules.find(({ words }) => words.some((word) => new RegExp(`(?<![\\p{L}\\p{N}])${word}s?(?![\\p{L}\\p{N}])`, "u").test(text)));
  return rule?.medium ?? "other";
}
