/** @module Words for an AI, told apart from AI as a topic that people study: what matters is who writes. */

/** `author`: reads as if an AI writes or helps; `topic`: people who study or regulate AI, or the statement that none is there. */
export type AiMention = { readonly words: string; readonly as: "author" | "topic" };
/** A `tool` is named outright, so product names that are also people's names count there. */
export type MentionPlace = "words" | "tool" | "layout";

const plain = [
  "artificial (?:general )?intelligences?", "machine intelligences?", "super-?intelligen(?:ce|ces|t)", "thinking machines?", "intelligent machines?",
  "(?:large )?language models?", "(?:foundation|generative|frontier|transformer|diffusion) models?", "LLMs?", "AGIs?",
  "chat-?bots?", "chat bots?", "bots?", "robots?", "androids?", "cyborgs?", "neural net(?:work)?s?", "deep learning(?: models?)?", "machine learning (?:systems?|models?|programs?)", "expert systems?",
  "(?:virtual|digital|voice|automated|computer|ai) assistants?", "(?:autonomous|software) agents?", "(?:uploaded|digital) minds?",
  "helpful (?:(?:and )?(?:honest|harmless),? )*assistants?", "(?:AI|A\\.I\\.?)-(?:\\w+)",
  "chat-?GPT\\w*", "chat GPT\\w*", "GPTs?", "GPT-?\\d[\\w.]*", "(?:Claude|Gemini|Llama|Grok|Gemma|Mistral|Phi)-?v?\\d[\\w.-]*", "OpenAI(?:'s)?", "DeepSeek[\\w-]*", "SmolLM\\w*", "Qwen[\\w.-]*", "Mixtral\\w*", "InstructGPT", "BERT",
].map((words) => words.replaceAll(" ", "[\\s-]+"));
// "Ai" with one capital is a name (Ai Weiwei), so these letters count only as AI, A.I., A.I or ai; in A.I.D. they are others.
const letters = /(?<![\p{L}\p{N}_.])(?:A\.I(?:\.?s|\.|(?!\.\p{L}))|AIs?|ai)(?![\p{L}\p{N}_-])/gu;
const words = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${plain.join("|")}|ai[\\s-]+(?:model|system|agent|author|writer|tutor|oracle|program)s?)(?![\\p{L}\\p{N}_])`, "giu");

const people = "researchers?|scientists?|engineers?|professors?|lecturers?|ethicists?|historians?|experts?|specialists?|theorists?|pioneers?|developers?|students?";
const fields = "research|ethics|policy|governance|safety|law|history|studies|alignment|security";
const topicAfter = new RegExp(
  `^[\\s-]+(?:(?:(?:${fields})\\s+)?(?:${people})|${fields}|conference|journal|lab|laboratory|department|winter|course|textbook)\\b(?![\\s-]+(?:assistant|agent|bot|system|model|program|tool|writer|author)s?\\b)`,
  "iu",
);
const between = "\\s+(?:the\\s+|an?\\s+|early\\s+|modern\\s+)?(?:[\\p{L}-]+,?\\s+(?:and|or)\\s+)?$";
const topicBefore = [
  `(?:study|history|philosophy|ethics|theory|science|field|professor|regulation|psychology|dangers?|risks?|limits|students?|scholars?|critics?|critiques?)\\s+of${between}`,
  `(?:experts?|expertise|specialists?|professors?|research|researchers?|degree|doctorate|phd|lecturers?|interest|working|works|worked)\\s+in${between}`,
  `(?:experts?|research|papers?|books?|textbooks?|lectures?|articles?|authority|works|worked|working|writes|writing)\\s+(?:on|about)${between}`,
  `(?:stud(?:ies|ied|ying)|researches|researching|builds?|built|designs|develops|regulates|criticises|criticizes|teaches|research\\s+into)${between}`,
  `(?:no|not\\s+an?|never\\s+an?|nor\\s+an?|without(?:\\s+any)?|before|unaided\\s+by|free\\s+of)\\s+(?:\\p{L}+,?\\s+or\\s+)?$`,
].map((pattern) => new RegExp(`(?<!\\p{L})${pattern}`, "iu"));

const names = "Claude|Gemini|Bard|Copilot|Llama|LLaMA|Grok|Siri|Alexa|Cortana|Watson|Perplexity|Mistral|Gemma|Phi|Ernie|Bing Chat";
const variants = "v?\\d[\\w.]*|(?:Opus|Sonnet|Haiku|Pro|Ultra|Advanced|Flash|Nano|Instant|Chat|Code)\\b";
const product = `\\b(?:${names})[ -]?(?:${variants})|\\b(?:Anthropic|Google|Meta|Microsoft|GitHub|IBM|Amazon|Apple|xAI)(?:'s)? (?:${names})\\b|^(?:${names})$`;
const named = new RegExp(product, "gu");
const namedInAnyCase = new RegExp(product, "giu");
const bareName = new RegExp(`\\b(?:${names})\\b`, "giu");
const restOfPerson = /^(?:'s| [A-Z][a-z])/u;
const ordinaryWord = /^(?:bard|llama|watson|perplexity|mistral|gemma|phi|ernie)$/u;
const speaker = /^[^\S\n]*(?:AI|A\.I\.?|assistant|bot|chatbot|language model)[^\S\n]*:/gimu;
const bareAssistant = /^(?:an? |the )?assistant$/giu;

/** The text as it is searched for words: without compatibility forms or invisible characters, with one kind of hyphen and apostrophe. */
export function toPlainWords(text: string): string {
  return text.normalize("NFKC").replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, "").replace(/[\u2010-\u2015]/gu, "-").replaceAll("’", "'");
}

/** Every mention of an AI in one text of a premise. */
export function findAiMentions(given: string, place: MentionPlace): AiMention[] {
  const text = toPlainWords(given);
  const outright = [place === "tool" ? namedInAnyCase : named, place === "layout" ? speaker : bareAssistant];
  const found = [...outright.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[0].trim())), ...(place === "tool" ? findNamedTools(text) : [])];
  const mentions: AiMention[] = found.map((name) => ({ words: name, as: "author" as const }));
  for (const match of [...text.matchAll(letters), ...text.matchAll(words)]) {
    mentions.push({ words: match[0], as: isTopic(text, match.index, match[0].length) ? "topic" : "author" });
  }
  return mentions;
}

/** In a list of tools a bare product name is the product, unless a surname or a possessive follows, or it stands there as an ordinary word. */
function findNamedTools(text: string): string[] {
  return [...text.matchAll(bareName)].flatMap(({ 0: name, index }) => (ordinaryWord.test(name) || restOfPerson.test(text.slice(index + name.length)) ? [] : [name]));
}

function isTopic(text: string, index: number, length: number): boolean {
  if (topicAfter.test(text.slice(index + length))) return true;
  const before = text.slice(Math.max(0, index - 120), index);
  return topicBefore.some((pattern) => pattern.test(before));
}

const kinds = /^(?:ai|a\.i\.|llm|lm|model|language-?model|assistant|ai-?assistant|chat-?bot|bot|robot|gpt.*|chatgpt.*|claude.*|gemini.*|neural-?net(?:work)?|agent|ai-?agent|machine|artificial-?intelligence|predictor|oracle)$/i;
const selfKinds = /^(?:self|itself|this-?model|same-?model|the-?model-?itself|myself)$/i;

/** What a process kind names, when it names no process of people. */
export function classifyKind(kind: string): "ai" | "itself" | null {
  const plainKind = kind.trim().replace(/[\s_]+/g, "-");
  return selfKinds.test(plainKind) ? "itself" : kinds.test(plainKind) ? "ai" : null;
}

const itself = [
  /\bth(?:e|is)(?: very| same)? (?:language )?(?:model|predictor|network|system) itself\b/iu,
  /\bthis (?:very |same )?language model\b/iu,
  /\bthe (?:language )?(?:model|predictor) (?:that|which|now) (?:is )?(?:reads?|reading|predicts?|predicting|writes?|writing)\b/iu,
];
const itselfOutright = /^(?:itself|yourself|myself|you|the model|this model|the predictor)$|\bthis (?:very )?(?:model|predictor)\b/iu;

/** The words by which a text names the model that reads it, or null. */
export function findSelfMention(given: string, place: MentionPlace): string | null {
  const text = toPlainWords(given);
  const patterns = place === "layout" ? itself : [...itself, itselfOutright];
  for (const pattern of patterns) {
    const match = pattern.exec(text);
    if (match !== null) return match[0];
  }
  return null;
}
