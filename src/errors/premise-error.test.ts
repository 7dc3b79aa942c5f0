import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromWire, isPremiseError, PremiseError, toPremiseError } from "./premise-error.ts";
import { type ErrorCode, errorTable } from "./table.ts";

type Module = typeof import("./premise-error.ts");

/** The same module loaded a second time, as when two copies of the package are installed. */
async function loadCopy(): Promise<Module> {
  const specifier = "./premise-error.ts?copy";
  return (await import(/* @vite-ignore */ specifier)) as Module;
}

describe("PremiseError", () => {
  it("fills its message from the details, and has its row", () => {
    const error = new PremiseError("model/unknown", { model: "gema", suggestion: ' (did you mean "gemma"?)' });
    expect(error.message).toBe('No model "gema" (did you mean "gemma"?). See `premise models list`, or give the path of a .gguf file.');
    expect(error.row).toBe(errorTable["model/unknown"]);
    expect(error).toBeInstanceOf(Error);
  });

  it("leaves a place that has no detail visible, and does not fill twice", () => {
    expect(new PremiseError("run/unknown", { run: "{suggestion}", suggestion: "" }).message).toContain('No run "{suggestion}".');
    expect(new PremiseError("run/unknown", { run: "a" }).message).toContain("{suggestion}");
  });

  it("keeps every message on one line, whatever the details", () => {
    const codes = Object.keys(errorTable) as ErrorCode[];
    expect(codes.length).toBeGreaterThan(0);
    fc.assert(
      fc.property(fc.constantFrom(...codes), fc.string({ unit: fc.constantFrom("a", "\n", "\r", " ", "$", "{", "}") }), (code, text) => {
        const names = [...errorTable[code].message.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string);
        const { message } = new PremiseError(code, Object.fromEntries(names.map((name) => [name, text])));
        expect(message).not.toMatch(/[\r\n]/);
      }),
    );
  });

  it("keeps its cause", () => {
    const cause = new Error("disk");
    expect(new PremiseError("internal", { problem: "x" }, { cause }).cause).toBe(cause);
  });
});

describe("isPremiseError", () => {
  it("knows errors of another copy of the package", async () => {
    const copy = await loadCopy();
    expect(copy.PremiseError).not.toBe(PremiseError);
    const foreign = new copy.PremiseError("engine/closed");
    expect(foreign).not.toBeInstanceOf(PremiseError);
    expect(isPremiseError(foreign)).toBe(true);
    expect(copy.isPremiseError(new PremiseError("engine/closed"))).toBe(true);
  });

  it("refuses everything else", () => {
    for (const value of [null, undefined, 1, "engine/closed", {}, new Error("x"), { code: "engine/closed", name: "PremiseError" }]) expect(isPremiseError(value)).toBe(false);
  });
});

describe("toPremiseError and the wire", () => {
  it("passes ours through and wraps the rest as internal, with its cause", () => {
    const ours = new PremiseError("engine/closed");
    expect(toPremiseError(ours)).toBe(ours);
    const thrown = new TypeError("a\n  b");
    expect(toPremiseError(thrown)).toMatchObject({ code: "internal", cause: thrown, details: { problem: "a b" } });
    expect(toPremiseError("text").message).toContain("text");
    expect(toPremiseError(undefined).code).toBe("internal");
  });

  it("crosses a border as JSON and comes back equal", () => {
    const error = new PremiseError("input/not-json", { line: 3, problem: "Unexpected token" });
    const back = fromWire(JSON.parse(JSON.stringify(error)));
    expect(back).toMatchObject({ code: error.code, message: error.message, details: error.details });
    expect(isPremiseError(back)).toBe(true);
  });
});
