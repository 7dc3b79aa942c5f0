import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { premiseHash } from "./hash.ts";
import { listPremises } from "./library.ts";
import { parseUnvettedPremise } from "./parse.ts";
import type { Process } from "./process.ts";
import { type Premise, premiseSchema } from "./schema.ts";
import { toYaml } from "./to-yaml.ts";

const odd = fc.constantFrom("yes", "null", "1", "1e3", "0x1F", "2011-01-01", "~", "- a", "a: b", "#c", "'", '"', "{x}", "[y]", "|", ">", "*a", "&a", "!t", "%", "@", "`", "\\n", "a #b", "...", "---", "<<", "=");
const text = fc.oneof(odd, fc.string({ unit: "grapheme", maxLength: 30 }), fc.string({ unit: "binary", maxLength: 10 })).filter((value) => value.isWellFormed());
const line = text.map((value) => value.replace(/[\p{Cc}\u2028\u2029]/gu, " ").trim()).filter((value) => value !== "");
const name = fc.stringMatching(/^[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,4})?$/);
const prose = fc.array(fc.oneof(text, fc.constantFrom("\n", "  ", "\t", "\n\n", "Question:", "\u0085")), { maxLength: 6 }).map((parts) => parts.join("").replace(/[<>[\]|{}｜＜＞﹤﹥]/g, "-"));

const { process } = fc.letrec<{ process: Process }>((tie) => ({
  process: fc.oneof(
    { depthSize: "small" },
    fc.record({ kind: fc.constant("human" as const), role: line }),
    fc.record({ kind: fc.constant("group" as const), role: line, people: fc.option(fc.integer({ min: 1, max: 99 })), members: fc.array(tie("process"), { minLength: 1, maxLength: 3 }) }),
    fc.record({ kind: fc.constant("human-with-tool" as const), human: tie("process"), tools: fc.array(line, { minLength: 1, maxLength: 3 }) }),
    fc.record({ kind: fc.constant("formal-procedure" as const), steps: fc.array(line, { minLength: 1, maxLength: 3 }), inputs: fc.array(tie("process"), { maxLength: 2 }) }),
    fc.record({ kind: fc.constant("archive" as const), of: fc.array(tie("process"), { minLength: 1, maxLength: 2 }) }),
  ),
}));

const premises: fc.Arbitrary<Premise> = fc
  .record({ base: fc.constantFrom(...listPremises()), id: name, title: line, summary: line, process, named: fc.dictionary(name, process, { maxKeys: 2 }), exists: fc.array(line, { maxLength: 3 }), before: prose, after: prose, stop: fc.array(text.filter((t) => t !== ""), { maxLength: 2 }), hours: fc.double({ min: 1e-9, max: 1e9, noNaN: true }) })
  .map(({ base, named, exists, before, after, stop, hours, ...rest }) => ({
    ...base,
    ...rest,
    processes: named,
    world: { ...base.world, exists },
    resources: { ...base.resources, hours },
    form: { ...base.form, open: `${before} {{question}} ${after}`, answer: { before, after }, stop },
  }));

describe("toYaml", () => {
  it("reads back as the same premise with the same hash", () => {
    fc.assert(
      fc.property(premises, (given) => {
        const parsed = premiseSchema.safeParse(given);
        fc.pre(parsed.success);
        const again = parseUnvettedPremise(toYaml(parsed.data as Premise), "again");
        expect(again).toEqual(parsed.data);
        expect(premiseHash(again)).toBe(premiseHash(parsed.data as Premise));
      }),
      { numRuns: 300 },
    );
  });

  it("reads back the library", () => {
    expect(listPremises().length).toBeGreaterThan(0);
    for (const premise of listPremises()) expect(premiseHash(parseUnvettedPremise(toYaml(premise), premise.id))).toBe(premiseHash(premise));
  });
});
