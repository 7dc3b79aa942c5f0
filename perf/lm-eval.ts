/** @module Does lm-eval get right answers from the gateway, and how fast? Against an independent computation, and beside llama-cpp-python's server. */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import type { Io } from "../src/cli/io.ts";
import { PremiseError } from "../src/errors/premise-error.ts";
import { agrees } from "../test/clients/lm-eval/agreement.ts";
import { whyNoQuestions } from "../test/clients/lm-eval/questions.ts";
import { chooseNamed, readJson, toCount, toRoundedJson, writeTexts } from "./common/command.ts";
import { showEstimate } from "./engine/page.ts";
import { listPeers } from "./engine/peers/locate.ts";
import { measureAgreement } from "./lm-eval/agreement.ts";
import { renderPage } from "./lm-eval/page.ts";
import { keyOfAgreement, keyOfSpeed, mergeRows, type Results } from "./lm-eval/results.ts";
import { pathOf, type Setting } from "./lm-eval/setting.ts";
import { measureSpeed } from "./lm-eval/speed.ts";

const paths = { data: "docs/data/lm-eval-measured.json", page: "docs/lm-eval-measured.md" };
const command = "npm run perf -- lm-eval";
const parts = [{ id: "agreement" }, { id: "speed" }] as const;

export const options = {
  only: { type: "string", default: parts.map(({ id }) => id).join(",") },
  models: { type: "string", default: "smollm2-135m-instruct,gemma-3-270m" },
  /** Of each of the two sets. */
  questions: { type: "string", default: "60" },
  pairs: { type: "string", default: "3" },
  /** Only ways of the agreement whose "WEIGHTS FORM MODE" contain this, as in "widened ids". */
  ways: { type: "string", default: "" },
  threads: { type: "string", default: String(availableParallelism()) },
  /** Where make-peers.sh put them, if not in its own place. */
  peers: { type: "string" },
  /** Measure and print, and write nothing. */
  "no-page": { type: "boolean", default: false },
} as const;

/** @throws PremiseError `usage/command-line`, and what the servers and lm-eval throw. */
export async function run(args: string[], io: Io): Promise<void> {
  const { values } = parseArgs({ args, options });
  const chosen = chooseNamed(command, "part", values.only, parts).map(({ id }) => id);
  const missing = whyNoQuestions();
  if (missing !== null) throw new PremiseError("usage/command-line", { command, problem: missing });
  const common = { io, threads: toCount(command, "threads", values.threads), questions: toCount(command, "questions", values.questions), pairs: toCount(command, "pairs", values.pairs), ways: values.ways, peers: listPeers(io.env, values.peers) };
  const keep = (added: Partial<Results>): void => {
    if (!values["no-page"]) writeAll(merge(readJson<Results>(paths.data, { agreement: [], speed: [] }), added));
  };
  for (const model of values.models.split(",")) {
    const setting: Setting = { ...common, model };
    await pathOf(setting);
    if (chosen.includes("agreement")) {
      for await (const row of measureAgreement(setting)) {
        io.out(`${keyOfAgreement(row)}: mean ${row.meanDifference.toFixed(4)}, largest ${row.largestDifference.toFixed(3)} nats a token; ${agrees(row) ? "the rule is met" : "the rule is not met"}\n`);
        keep({ agreement: [row] });
      }
    }
    if (!chosen.includes("speed")) continue;
    const rows = await measureSpeed(setting);
    for (const row of rows) io.out(`${keyOfSpeed(row)}: ${showEstimate(row.ratio, "ratio")} (${row.seconds.ours.toFixed(1)} s against ${row.seconds.theirs.toFixed(1)} s)\n`);
    keep({ speed: rows });
  }
  if (!values["no-page"]) io.out(`${paths.page}\n`);
}

function merge(old: Results, { agreement = [], speed = [] }: Partial<Results>): Results {
  return { agreement: mergeRows(old.agreement, agreement, keyOfAgreement), speed: mergeRows(old.speed, speed, keyOfSpeed) };
}

function writeAll(results: Results): void {
  writeTexts([[paths.data, toRoundedJson(results)], [paths.page, renderPage(results)]]);
}
