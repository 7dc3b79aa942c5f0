/** @module llama.cpp's own benchmark, for orientation. */
import { z } from "zod";
import { PremiseError } from "../../../src/errors/premise-error.ts";
import { requirePeer } from "../peers/locate.ts";
import { PeerProcess } from "../peers/process.ts";
import type { Row } from "../row.ts";
import type { Comparison, Setting } from "../setting.ts";

const repetitions = 3;
const report = z.array(z.object({ n_prompt: z.number(), n_gen: z.number(), samples_ts: z.array(z.number()) }));

export const llamaBench: Comparison = {
  id: "llama-bench",
  title: "llama-bench, for orientation",
  method: `\`llama-bench -p 512 -n 64 -r ${repetitions}\`: tokens/s of a prompt of 512 tokens (logits of its last token only) and of 64 tokens drawn one by one. The interval is the least and the most of its ${repetitions} repetitions.`,
  run,
};

async function run({ peers, path, threads, progress }: Setting): Promise<Row[]> {
  await using bench = new PeerProcess(requirePeer(peers.llamaBench), ["-m", path, "-p", "512", "-n", "64", "-t", String(threads), "-r", String(repetitions), "-o", "json"]);
  const rows = parseBench(await bench.finish());
  progress(1, 1);
  return rows;
}

/** @throws PremiseError `internal` when the output holds no report. */
export function parseBench(output: string): Row[] {
  const parsed = report.safeParse(JSON.parse(/^\[[\s\S]*?^\]/m.exec(output)?.[0] ?? "null"));
  if (!parsed.success) throw new PremiseError("internal", { problem: "llama-bench printed no report" });
  return parsed.data.map(({ n_prompt, n_gen, samples_ts }): Row => ({
    name: n_gen === 0 ? `prompt of ${n_prompt} tokens` : `${n_gen} tokens drawn`, unit: "tokens/s", bar: null, note: "",
    estimate: { value: samples_ts.reduce((sum, each) => sum + each, 0) / samples_ts.length, n: samples_ts.length, interval: [Math.min(...samples_ts), Math.max(...samples_ts)], level: 1, method: "range", seed: null },
  }));
}
