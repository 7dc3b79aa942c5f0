/** @module Does lm-eval read from the gateway what llama.cpp computes by itself? The published weights in both modes, and widened ones. */
import { readGguf } from "../../src/models/gguf.ts";
import { findModel } from "../../src/models/registry.ts";
import { WidenedModel } from "../../test/models/widened.ts";
import { Gateway } from "../../test/clients/harness/gateway.ts";
import { compare, computeReference, type Form, type Reference } from "../../test/clients/lm-eval/agreement.ts";
import { Questions, tasks } from "../../test/clients/lm-eval/questions.ts";
import { Recorder } from "../../test/clients/lm-eval/recorder.ts";
import { runLmEval, toCompletionsArgs } from "../../test/clients/lm-eval/run.ts";
import type { AgreementRow, Mode, Weights } from "./results.ts";
import { describeRun, pathOf, type Setting } from "./setting.ts";

type Way = { readonly weights: Weights; readonly mode: Mode; readonly form: Form };

const ways = (["published", "widened"] as const).flatMap((weights) => (["ids", "texts"] as const).flatMap((form) => (["deterministic", "fast"] as const).map((mode): Way => ({ weights, form, mode }))));

/** A row as soon as it is measured. */
export async function* measureAgreement(setting: Setting): AsyncGenerator<AgreementRow> {
  const path = await pathOf(setting);
  await using asked = await Questions.create(setting.questions);
  const bos = findBos(setting, path);
  for (const weights of ["published", "widened"] as const) {
    // Without a BOS the two forms are the same requests.
    const chosen = ways.filter((way) => way.weights === weights && (way.form === "ids" || bos !== null) && nameOf(way).includes(setting.ways));
    if (chosen.length === 0) continue;
    using widened = weights === "widened" ? new WidenedModel(path) : null;
    const references = new Map<Form, Promise<Reference[]>>();
    for (const way of chosen) yield await measureWay(way, widened?.path ?? path, { setting, asked, references, bos });
  }
}

function nameOf({ weights, form, mode }: Way): string {
  return [weights, form, mode].join(" ");
}

type Scene = { readonly setting: Setting; readonly asked: Questions; readonly references: Map<Form, Promise<Reference[]>>; readonly bos: number | null };

async function measureWay(way: Way, path: string, { setting, asked, references, bos }: Scene): Promise<AgreementRow> {
  const { io, threads } = setting;
  const start = io.clock.seconds();
  await using server = await Gateway.start([path], [...(way.mode === "fast" ? ["--fast"] : []), "--quiet"], { PREMISE_THREADS: String(threads) });
  await using recorder = await Recorder.start(server.url);
  const [id = ""] = (await (await fetch(`${server.url}/v1/models`)).json() as { data: { id: string }[] }).data.map((each) => each.id);
  const args = { ...toCompletionsArgs(recorder.url, id), ...(way.form === "texts" ? { tokenized_requests: false } : {}) };
  const outcome = await runLmEval({ kind: "local-completions", args, tasks, files: asked.files });
  const reference = references.get(way.form) ?? computeReference(path, outcome.choices, { threads, bos: way.form === "texts" ? bos : null, once: way.weights === "widened" });
  references.set(way.form, reference);
  const agreement = compare(outcome, recorder, await reference, asked.gold, way.form);
  io.err(`${setting.model}, ${nameOf(way)}: ${(io.clock.seconds() - start).toFixed(0)} s\n`);
  return { ...describeRun(setting), ...way, ...agreement };
}

/** What the server puts before texts. */
function findBos({ model }: Setting, path: string): number | null {
  return findModel(model).bosByDefault ? Number(readGguf(path).metadata.get("tokenizer.ggml.bos_token_id")) : null;
}
