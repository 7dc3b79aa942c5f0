import { describe, expect, it } from "vitest";
import { PremiseError } from "../../errors/premise-error.ts";
import { toError } from "./through-server.ts";

describe("an error of the running server", () => {
  it.each([
    new PremiseError("run/unknown", { run: "a {b} (c", suggestion: "" }), new PremiseError("run/no-step", { run: "r", steps: 3, wanted: 9 }), new PremiseError("gate/not-measured", { credence: "authorIsAi", reason: "x/y" }),
    new PremiseError("run/interrupted", { run: "r" }), new PremiseError("internal", { problem: "$& *" }),
  ])("keeps its code and its words: $code", ({ code, message }) => {
    expect(toError({ code, message })).toMatchObject({ code, message });
  });

  it("is ours again where OpenAI has another name for it", () => {
    const unknown = new PremiseError("model/unknown", { model: "m", suggestion: "" });
    expect(toError({ code: "model_not_found", message: unknown.message })).toMatchObject({ code: "model/unknown", message: unknown.message });
  });

  it.each([{ code: "no/such", message: "Words." }, { code: null, message: "Words." }, { code: "run/unknown", message: "Words." }, { code: "toString", message: "Words." }])("of which nothing is known is told as it came: %j", (wire) => {
    const error = toError(wire);
    expect([error.code, error.message.includes("Words.")]).toEqual(["store/unavailable", true]);
  });
});
