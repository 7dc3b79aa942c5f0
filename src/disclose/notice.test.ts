import { expect, it } from "vitest";
import { listPremises } from "../premises/library.ts";
import { renderNotice } from "./notice.ts";

it("says of every premise, in one line, whom which model predicted and that no person wrote", () => {
  const notices = listPremises().map((premise) => renderNotice(premise, "some-model"));
  expect(notices.length).toBeGreaterThanOrEqual(10);
  for (const notice of notices) {
    expect(notice).toMatch(/^Machine-generated: what some-model predicts that these would write: \S.*\. No person wrote or checked it\.$/);
    expect(notice.length).toBeLessThan(260);
  }
  expect(new Set(notices).size).toBe(notices.length);
});

it("names people by reference, behind tools and procedures", () => {
  const [premise] = listPremises();
  const process = { kind: "formal-procedure", steps: ["a"], inputs: [{ ref: "judge" }, { kind: "human-with-tool", human: { kind: "human", role: "clerk" }, tools: ["pen"] }] } as const;
  const changed = { ...premise!, process, processes: { judge: { kind: "archive", of: [{ kind: "human", role: "retired\njudge" }] } } } as const;
  expect(renderNotice(changed, "m")).toContain(": archive of retired judge and clerk, under a fixed procedure.");
});
