import fc from "fast-check";
import { expect, test } from "vitest";
import { type ModelReference, parseModelReference, renderModelReference } from "./reference.ts";

test.each<[string, ModelReference]>([
  ["gemma-3-270m", { kind: "registered", id: "gemma-3-270m" }],
  ["qwen2.5-coder-1.5b-instruct", { kind: "registered", id: "qwen2.5-coder-1.5b-instruct" }],
  ["world", { kind: "registered", id: "world" }],
  ["./a b?c.gguf", { kind: "file", path: "./a b?c.gguf" }],
  ["C:\\models\\x.GGUF", { kind: "file", path: "C:\\models\\x.GGUF" }],
  ["world:two-authors", { kind: "remote", remote: "world", id: "two-authors" }],
  ["hosted:org/name:free", { kind: "remote", remote: "hosted", id: "org/name:free" }],
  ["local:x.gguf", { kind: "remote", remote: "local", id: "x.gguf" }],
  ["m?premise=expert-panel&temperature=0.7", { kind: "registered", id: "m", premise: "expert-panel", temperature: 0.7 }],
  ["m.gguf?temperature=1e-1", { kind: "file", path: "m.gguf", temperature: 0.1 }],
  ["m?adapter=C:%5Ca%26b.gguf:-0.5", { kind: "registered", id: "m", adapter: { file: "C:\\a&b.gguf", scale: -0.5 } }],
  ["m?adapter=a.gguf:1&premise=p", { kind: "registered", id: "m", adapter: { file: "a.gguf", scale: 1 }, premise: "p" }],
])("reads %s", (text, reference) => {
  expect(parseModelReference(text)).toEqual(reference);
});

test.each([
  ["", "names no model"],
  ["?premise=x", "names no model"],
  ["some/path", "neither an id nor a path"],
  ["two words", "neither an id nor a path"],
  ["m?", "a parameter is missing"],
  ["m?premise=a&", "a parameter is missing"],
  ["m?premis=a", 'unknown parameter "premis" (did you mean "premise"?). The form'],
  ["m?premise=", "premise has no value"],
  ["m?premise=a&premise=b", "premise is given twice"],
  ["m?premise=%zz", "not percent-encoded"],
  ["m?temperature=-1", "temperature must be a number from 0 to 100"],
  ["m?temperature=warm", "temperature must be a number"],
  ["m?temperature=1e999", "temperature must be a number"],
  ["m?temperature=0x1", "temperature must be a number"],
  ["m?adapter=file.gguf", "adapter must be FILE:SCALE"],
  ["m?adapter=:1", "adapter must be FILE:SCALE"],
  ["m?adapter=f:", "adapter must be FILE:SCALE"],
])("refuses %j", (text, problem) => {
  expect(() => parseModelReference(text)).toThrow(expect.objectContaining({ code: "model/invalid-reference", message: expect.stringContaining(problem) as string }));
});

const id = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,20}$/).filter((text) => !text.toLowerCase().endsWith(".gguf"));
const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const words = fc.string({ unit: "binary", minLength: 1 }).filter((text) => text.isWellFormed());
const target = fc.oneof(
  id.map((value) => ({ kind: "registered", id: value }) as const),
  fc.stringMatching(/^(\.\/|\/|[a-z]:\\)[^=\n]{0,30}\.gguf$/).map((path) => ({ kind: "file", path }) as const),
  fc.record({ remote: fc.stringMatching(/^[a-z][a-z0-9_-]{1,10}$/), id: fc.stringMatching(/^[a-z0-9][a-z0-9._:/-]{0,20}$/) }).map((value) => ({ kind: "remote", ...value }) as const),
);
const parameters = fc.record({ premise: words, temperature: fc.double({ min: 0, max: 100, noNaN: true }).map((value) => value + 0), adapter: fc.record({ file: words, scale: finite }) }, { requiredKeys: [] });

test("a rendered reference reads back as itself", () => {
  fc.assert(
    fc.property(target, parameters, (named, given) => {
      const reference: ModelReference = { ...named, ...given };
      const text = renderModelReference(reference);
      expect(parseModelReference(text)).toEqual(reference);
      expect(renderModelReference(parseModelReference(text))).toBe(text);
    }),
  );
});

test("any text is either read or refused with the code of the table", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z?&=:%./-]{0,30}$/)), (text) => {
      try {
        parseModelReference(text);
      } catch (error) {
        expect(error).toMatchObject({ code: "model/invalid-reference" });
      }
    }),
  );
});
