import { isAbsolute } from "node:path";
import { describe, expect, it } from "vitest";
import { type ReasonFlags, toFolder, toRequest } from "./flags.ts";

describe("flags of premise reason", () => {
  it.each<ReasonFlags>([
    { tree: 2, premise: "reading-room", documents: "." }, { tree: 2, ends: "predicted" }, { keep: 2 }, { tries: 2, policy: "panel" }, { returns: 2 }, { spend: "even", policy: "none" },
    { tries: 2, policy: "re-anchor", choices: ["a", "b"] }, { tries: 2, tree: 2, choices: ["a", "b"] },
  ])("that would have no effect are refused: %j", (flags) => {
    expect(() => toRequest("Why?", flags, {})).toThrow(expect.objectContaining({ code: "usage/invalid-argument" }));
  });

  it.each<ReasonFlags>([{ tries: 2, policy: "re-anchor" }, { tries: 2, tree: 2 }, { tries: 2, choices: ["a", "b"] }, { premise: "reading-room", documents: "." }])("that have one are taken: %j", (flags) => {
    expect(toRequest("Why?", flags, {}).request.question).toBe("Why?");
  });

  it("name a folder of documents that is the same from wherever the run goes on", () => {
    expect(toFolder({})).toBeNull();
    expect(isAbsolute(toFolder({ documents: "./books" }) ?? "")).toBe(true);
  });
});
