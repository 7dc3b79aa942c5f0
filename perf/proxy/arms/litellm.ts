/** @module LiteLLM's proxy with nothing switched on that costs time. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { findFreePort } from "../../engine/peers/process.ts";
import { requirePlace } from "../places.ts";
import { Server } from "../server.ts";
import type { Arm } from "../setting.ts";

/** The cost map is not fetched, and no key is asked for: it listens on this machine alone. */
const environment = {
  LITELLM_MODE: "PRODUCTION", LITELLM_LOG: "ERROR", LITELLM_LOCAL_MODEL_COST_MAP: "True", LITELLM_TELEMETRY: "False", NO_DOCS: "True",
  LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY: "true",
};

export const litellm: Arm = {
  id: "litellm",
  title: "LiteLLM",
  method: "installed as far as its extra `proxy` can be had (`scripts/peers/proxies-requirements.txt` says what is missing); one worker (`--num_workers 1 --run_granian`, the faster of its two servers here), one model of provider `openai/`, no database, no key, no callbacks, no retries, `LITELLM_MODE=PRODUCTION`, `LITELLM_LOG=ERROR`",
  async start({ places, folder, env }, upstream) {
    const port = await findFreePort();
    const config = join(folder, "litellm.yaml");
    // JSON is YAML.
    writeFileSync(config, JSON.stringify({
      model_list: [{ model_name: "bench", litellm_params: { model: "openai/bench", api_base: `${upstream}/v1`, api_key: "sk-bench" } }],
      litellm_settings: { set_verbose: false, telemetry: false, num_retries: 0, request_timeout: 60 },
    }));
    const origin = `http://127.0.0.1:${port}`;
    const args = ["--config", config, "--host", "127.0.0.1", "--port", String(port), "--num_workers", "1", "--run_granian"];
    const server = await Server.start({ name: "litellm", command: requirePlace(join(places.litellm, "litellm")), args, env: { ...env, ...environment }, folder }, `${origin}/health/liveliness`);
    return { version: readVersion(places.litellm), origin, headers: {}, model: "bench", cpuSeconds: () => server.cpuSeconds(), [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
  },
};

function readVersion(folder: string): string {
  const program = "import importlib.metadata as m, platform; print('litellm', m.version('litellm'), 'on Python', platform.python_version())";
  return execFileSync(join(folder, "python"), ["-c", program], { encoding: "utf8" }).trim();
}
