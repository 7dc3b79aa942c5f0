/** @module Vitest reporter: writes how many tests passed, and which failed or were skipped and why, to the file in PREMISE_TEST_COUNTS. */
import { writeFileSync } from "node:fs";
import type { Reporter, TestCase, TestModule } from "vitest/node";

/** `failed` and `skipped`: one line a test, with its reason. `problems`: failures outside any test (a file that does not load, an unhandled rejection). */
export type Counts = { readonly passed: number; readonly failed: readonly string[]; readonly skipped: readonly string[]; readonly problems: readonly string[] };

export default class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly { readonly message?: string }[]): void {
    const path = process.env["PREMISE_TEST_COUNTS"];
    if (path !== undefined) writeFileSync(path, JSON.stringify(count(modules, unhandled)));
  }
}

function count(modules: readonly TestModule[], unhandled: readonly { readonly message?: string }[]): Counts {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const inState = (state: string): readonly TestCase[] => tests.filter((test) => test.result().state === state);
  return {
    passed: inState("passed").length,
    failed: inState("failed").map(describeFailure),
    skipped: [...inState("skipped"), ...inState("pending")].map(describeSkip),
    problems: [...modules.flatMap(suiteErrors), ...unhandled.map((error) => `unhandled: ${error.message ?? "unknown"}`)],
  };
}

function suiteErrors(module: TestModule): readonly string[] {
  const suites = [module, ...module.children.allSuites()];
  return suites.flatMap((suite) => suite.errors().map((error) => `${module.relativeModuleId}: ${error.message}`));
}

function describeFailure(test: TestCase): string {
  const [first] = test.result().errors ?? [];
  return `${test.module.relativeModuleId} > ${test.fullName}: ${first?.message.split("\n")[0] ?? "no message"}`;
}

/** Without a reason from `context.skip(reason)`, the titles of the test and of its groups have to tell it. */
function describeSkip(test: TestCase): string {
  const result = test.result();
  const reason = result.state === "skipped" && result.note !== undefined ? `: ${result.note}` : "";
  return `${test.module.relativeModuleId} > ${test.fullName}${reason}`;
}
