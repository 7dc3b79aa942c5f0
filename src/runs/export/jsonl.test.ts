import { expect, it } from "vitest";
import { createReasonRecord } from "../../../test/doubles/reason-record.ts";
import { exampleStep } from "../../testing/run-store-conformance.ts";
import { parseRun } from "../lines.ts";
import type { RunRecord } from "../run.ts";
import { createRecord, identifyStep } from "../step.ts";
import { toRunLines } from "./jsonl.ts";

const record = createReasonRecord({ text: (text) => `${text}\n"\u2028\u0000}` });

it.each(["done", "failed", "interrupted", "running"] as const)("is read again as it was: %s", (status) => {
  const given: RunRecord = { ...record, status };
  expect(parseRun(record.header.id, toRunLines(given))).toEqual(given);
});

it("keeps infinite numbers, and takes a run without steps", () => {
  const step = identifyStep(exampleStep({ output: { logprob: -Infinity } }), null);
  const given = createRecord(record.header, [step], "done");
  expect(parseRun(record.header.id, toRunLines(given)).steps).toEqual([step]);
  const empty = createRecord(record.header, [], "interrupted");
  expect(parseRun(record.header.id, toRunLines(empty))).toEqual(empty);
});
