import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createWorkplace } from "../../../test/models/doubles.ts";
import { startWorldServer } from "../../../test/servers/doubles/world-server.ts";
import { openPredictor } from "../choose.ts";
import type { Predictor } from "../predictor.ts";

async function withRemote<T>(lines: string, work: (open: (model: string, options?: { deterministic?: boolean; contextTokens?: number }) => Promise<Predictor>, cache: string) => Promise<T>): Promise<T> {
  await using place = await createWorkplace();
  await using server = await startWorldServer({ maxTop: 5, key: "sk-1" });
  const home = join(place.root, "home");
  mkdirSync(join(home, ".config", "premise"), { recursive: true });
  writeFileSync(join(home, ".config", "premise", "config.yaml"), `remotes:\n  lab:\n    url: ${server.url}\n    keyEnv: LAB_KEY\n${lines}`);
  const env = { HOME: home, LAB_KEY: "sk-1" };
  return await work((model, options) => openPredictor(model, { env, ...options }), join(home, ".cache", "premise", "remotes"));
}

it("REMOTE:ID opens the operator's server, and keeps the verdict in the cache", async () => {
  await withRemote("    model: world\n", async (open, cache) => {
    for (const model of ["lab:world", "lab:default"]) {
      await using predictor = await open(model, { contextTokens: 100 });
      expect(predictor.info).toMatchObject({ model: "lab:world", contextTokens: 100 });
      expect(await predictor.capabilities()).toMatchObject({ score: true, sample: true });
    }
    expect(readdirSync(cache)).toHaveLength(1);
  });
});

it("refuses what no server can promise, unknown remotes, and a default that is not set", async () => {
  await withRemote("", async (open) => {
    await expect(open("lab:world", { deterministic: true })).rejects.toMatchObject({ code: "predictor/unsupported" });
    await expect(open("lap:world")).rejects.toMatchObject({ code: "remote/unknown" });
    await expect(open("lab:default")).rejects.toMatchObject({ code: "config/invalid" });
    await expect(open("lab:world?adapter=a.gguf:1")).rejects.toMatchObject({ code: "predictor/unsupported" });
  });
});
