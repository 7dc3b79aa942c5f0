/** @module Portkey's gateway, as its own production start runs it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findFreePort } from "../../engine/peers/process.ts";
import { requirePlace } from "../places.ts";
import { Server } from "../server.ts";
import type { Arm } from "../setting.ts";

export const portkey: Arm = {
  id: "portkey",
  title: "Portkey",
  method: "one process of its `build/start-server.js --headless` with `NODE_ENV=production`, on the same Node as ours; where to is told by its headers `x-portkey-provider: openai` and `x-portkey-custom-host`; no cache, no retries, no log",
  async start({ places, folder, env }, upstream) {
    const port = await findFreePort();
    const program = requirePlace(join(places.portkey, "build/start-server.js"));
    const origin = `http://127.0.0.1:${port}`;
    const server = await Server.start({ name: "portkey", command: process.execPath, args: [program, "--headless", `--port=${port}`], env: { ...env, NODE_ENV: "production" }, folder }, `${origin}/`);
    const { version } = JSON.parse(readFileSync(join(places.portkey, "package.json"), "utf8")) as { version: string };
    return {
      version: `@portkey-ai/gateway ${version}`,
      origin,
      headers: { authorization: "Bearer sk-bench", "x-portkey-provider": "openai", "x-portkey-custom-host": `${upstream}/v1` },
      model: "bench",
      cpuSeconds: () => server.cpuSeconds(),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
};
