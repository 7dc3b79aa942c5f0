import { describe, expect, it } from "vitest";
import { classifyKind, findAiMentions, findSelfMention } from "./ai-words.ts";

const asOf = (text: string, place: "words" | "tool" | "layout" = "words"): string => {
  const mentions = findAiMentions(text, place);
  return mentions.some(({ as }) => as === "author") ? "author" : mentions.length > 0 ? "topic" : "none";
};

describe("findAiMentions", () => {
  it.each([
    "an AI", "helpful AI assistant", "A.I. system", "an ai that answers questions", "AI", "AIs", "AI-assisted editor", "AI-powered search", "ＡＩ", "A\u200BI tutor", "A\uFE0FI tutor", "A.I system", "an A.I", "A.I-assisted editor", "two A.I.s",
    "large language model", "LLM", "chatbot", "chat bot of the library", "a robot", "superintelligence", "super-intelligent oracle", "artificial intelligence", "Ai assistant",
    "ChatGPT", "GPT", "two GPTs", "GPT-J", "claude-3-opus", "llama-2-7b", "GPT-4", "GPT4o", "Claude 3 Opus", "Gemini Pro", "Llama 2", "Google Bard", "Claude", "DeepSeek-R1", "Qwen2.5", "neural network", "expert system",
    "virtual assistant", "helpful assistant", "assistant", "AI research assistant", "AI author", "editor who works with AI", "book written by an AI", "AI expert system",
  ])("%j writes", (text) => expect(asOf(text)).toBe("author"));

  it.each([
    "AI researcher", "AI safety researcher", "professor of artificial intelligence", "historian who studies AI", "expert in AI", "study of AI", "works on language models",
    "machine-learning and AI engineer", "critic of chatbots", "writes about AI", "builds robots", "AI ethics", "degree in artificial intelligence", "written without any AI", "no AI", "history of the chatbot",
    "research on neural networks", "philosophy of mind and AI",
  ])("%j studies it", (text) => expect(asOf(text)).toBe("topic"));

  it.each([
    "Ai Weiwei", "Claude Monet", "Claude Shannon's student", "Dr. Watson", "llama farmer", "research assistant", "aid worker", "botanist", "Airline pilot", "maintainer", "robotics engineer",
    "the twins Castor and Gemini", "fashion model", "statistical model", "bard of the court", "plain text", "Ms. Alexa Reid", "chatty bookseller", "the AIDS ward", "A.I.D. officer", "engineer of the Gemini Program", "claude", "gemini", "copilot", "a llama",
  ])("%j is no AI", (text) => expect(asOf(text)).toBe("none"));

  it.each(["Claude", "Gemini", "Copilot in the editor", "Siri", "ChatGPT", "an LLM", "AI search", "GPT", "claude", "CLAUDE", "gemini", "the gemini app", "copilot", "github copilot", "llama", "gemini pro", "llama 2", "google bard"])("the tool %j is one", (text) => expect(asOf(text, "tool")).toBe("author"));
  it.each(["Claude Bernard's tables", "Gemini Observatory", "phi coefficient", "llama wool", "map of the mistral", "mistral process", "claude's tables", "slide rule", "textbook on artificial intelligence", "Watson's notes", "calculator", "statistical model"])("the tool %j is none", (text) => expect(asOf(text, "tool")).not.toBe("author"));

  it("knows a chat's speaker by its label", () => {
    expect(asOf("User: hi\nAssistant: hello", "layout")).toBe("author");
    expect(asOf("Question: hi\nHis assistant answered: hello", "layout")).toBe("none");
  });
});

describe("classifyKind", () => {
  it.each(["ai", "AI", "model", "assistant", "chatbot", "LLM", "language model", "gpt-4", "neural_network", "agent"])("%j is an AI", (kind) => expect(classifyKind(kind)).toBe("ai"));
  it.each(["self", "itself", "this-model"])("%j is the model itself", (kind) => expect(classifyKind(kind)).toBe("itself"));
  it.each(["human", "group", "humna", "archive", "formal-procedure"])("%j is neither", (kind) => expect(classifyKind(kind)).toBe(null));
});

describe("findSelfMention", () => {
  it.each(["the model itself", "this language model", "yourself", "this model", "the model that is reading this"])("%j is the model", (text) => expect(findSelfMention(text, "words")).not.toBe(null));
  it.each(["a model student", "statistician who builds models", "the committee itself"])("%j is not", (text) => expect(findSelfMention(text, "words")).toBe(null));
  it("lets a layout speak of other models", () => expect(findSelfMention("This model of the atom is old.", "layout")).toBe(null));
});
