/** @module The page of what was measured, written from its data. */
import { agrees, rule } from "../../test/clients/lm-eval/agreement.ts";
import { showEstimate } from "../engine/page.ts";
import { judge, least } from "../engine/row.ts";
import type { AgreementRow, Results, SpeedRow } from "./results.ts";
import { toTable } from "../common/table.ts";

/** Times as fast as the peer that the gateway has to be. */
export const bar = 10;

export function renderPage({ agreement, speed }: Results): string {
  return [
    "# lm-evaluation-harness against the gateway",
    "This page is written by `npm run perf -- lm-eval`; [the same as data](data/lm-eval-measured.json). Do not edit it by hand. `scripts/clients/make-clients.sh` installs lm-eval 0.4.13, `scripts/peers/make-peers.sh` builds llama-cpp-python 0.3.36.",
    describeMachines([...agreement, ...speed]),
    "## Does lm-eval read what the model says?",
    "lm-eval asks questions of OpenBookQA (four choices, after the stem alone) and of TruthfulQA (the best answer and every incorrect one, after `Q: ... A:`), evenly spaced over each file, with `local-completions` and `tokenizer_backend=remote`. What it sends and is answered is recorded on the way. The same choices are computed by themselves with llama-cpp-python's low-level calls (its own build and tokenizer, each text in one `llama_decode` from an emptied cache, log-softmax in 64 bits with numpy).",
    [
      `- *The rule* for two implementations that agree: over the tokens of the choices, the mean difference is at most ${rule.mean} nats and none is over ${rule.largest}; the likeliest token is the same unless the two best are within ${rule.tie}; the token ids are the same.`,
      "- *Published weights* are quantised: llama.cpp rounds activations to 8 bits, and two builds of it, or two shapes of a batch, differ by more than the rule ([why](golden.md#how-exactly-can-two-right-answers-agree)). This is noise, with a mean near 0. *Widened* are the same weights as 32-bit floats: the noise is gone, and a mistake would stay. These rows are the check.",
      "- *`ids`*: lm-eval sends token ids, without BOS, whatever the model expects. *`texts`* (`tokenized_requests=False`): the server puts BOS before them where the model expects it; rows of it are there only for such a model. Gemma without its BOS is out of its element, and its noise is several times larger: with Gemma, use `texts`.",
      "- *Deterministic* is the default of `premise serve`; *fast* is `--fast`.",
    ].join("\n"),
    renderAgreement(agreement),
    "`mean by choice` is the mean over choices of the difference of their sums, divided by their tokens. `all tokens` counts the contexts' tokens too. Sums that lm-eval wrote down are those of the log-probabilities that it was sent, to the last digit, where the last column says 0.",
    "### Accuracy",
    renderAccuracy(agreement),
    "## How long does it take?",
    "Seconds of the whole process of lm-eval, its start of some seconds included, on the same questions; the servers stay loaded, in the default mode, and take turns. llama-cpp-python's server has no endpoints for the tokenizer, so lm-eval reaches it as `gguf` only, one choice a request; it is also one position off with its log-probabilities, so only its time is of use. The gateway is asked in the same way, and as lm-eval asks best. A ratio is the median of the rounds' own, with its 95 % interval by bootstrap over rounds (BCa); above 1, the gateway is faster.",
    renderSpeed(speed),
  ].join("\n\n") + "\n";
}

function describeMachines(rows: readonly (AgreementRow | SpeedRow)[]): string {
  const lines = rows.map(({ machine: { processor, cores, memoryGb, system, node }, threads, date }) => `- *Machine.* ${processor}, ${cores} cores, ${memoryGb.toFixed(0)} GB, ${system}, Node ${node.replace(/^v/, "")}; ${threads} ${threads === 1 ? "thread" : "threads"} on both sides; ${date}.`);
  return [...new Set(lines)].join("\n");
}

function renderAgreement(rows: readonly AgreementRow[]): string {
  if (rows.length === 0) return "Not measured yet.";
  const head = ["model", "weights", "form", "mode", "choices (tokens)", "other ids", "mean", "with sign", "largest", "mean by choice", "other best token", "all tokens: mean, largest", "other answers", "rule", "sums"];
  return toTable(head, rows.map((row) => [
    row.model, row.weights, row.form, row.mode, `${row.choices} (${row.choiceTokens})`, row.differentIds, nats(row.meanDifference), nats(row.signedDifference), nats(row.largestDifference),
    nats(row.meanChoiceDifference), row.otherBest, `${nats(row.meanOfAll)}, ${nats(row.largestOfAll)}`, row.otherAnswers, agrees(row) ? "met" : "not met", row.largestSumError === 0 ? "0" : row.largestSumError.toExponential(1),
  ]));
}

function renderAccuracy(rows: readonly AgreementRow[]): string {
  if (rows.length === 0) return "Not measured yet.";
  return toTable(["model", "weights", "form", "mode", "task", "n", "lm-eval", "computed by itself"], rows.flatMap((row) => Object.entries(row.accuracy).map(([task, { lmEval, reference }]) =>
    [row.model, row.weights, row.form, row.mode, task, row.questions, lmEval.toFixed(3), reference.toFixed(3)])));
}

function renderSpeed(rows: readonly SpeedRow[]): string {
  if (rows.length === 0) return "Not measured yet.";
  return toTable(["model", "lm-eval's kind of model", "threads, each side", "choices", "ratio", "bar", "verdict", "ours", "theirs"], rows.map(({ model, way, threads, choices, ratio, seconds }) => [
    model, way, threads, choices, showEstimate(ratio, "ratio"), `>= ${bar}`, judge({ name: way, unit: "ratio", bar: least(bar), estimate: ratio, note: "" }), `${seconds.ours.toFixed(1)} s`, `${seconds.theirs.toFixed(1)} s`,
  ]));
}

function nats(value: number): string {
  return value.toFixed(Math.abs(value) < 0.001 ? 6 : 4);
}
