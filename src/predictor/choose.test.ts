import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openPredictor } from "./choose.ts";

describe("opening a predictor", () => {
  it("is called off by its signal, before and while a server is asked", async () => {
    await expect(openPredictor("world", { env: {}, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "interrupted" });
    const silent = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => silent.once("listening", resolve));
    const folder = mkdtempSync(join(tmpdir(), "premise-choose-"));
    try {
      mkdirSync(join(folder, "premise"));
      writeFileSync(join(folder, "premise", "config.yaml"), `remotes:\n  silent:\n    url: http://127.0.0.1:${(silent.address() as AddressInfo).port}\n`);
      const stopping = new AbortController();
      const opening = openPredictor("silent:m", { env: { XDG_CONFIG_HOME: folder, HOME: folder }, signal: stopping.signal });
      const refused = expect(opening).rejects.toMatchObject({ code: "interrupted" });
      setTimeout(() => stopping.abort(), 200);
      await refused;
    } finally {
      silent.close();
      rmSync(folder, { recursive: true, force: true });
    }
  }, 20_000);

  it.each([{ contextTokens: 0 }, { contextTokens: Number.NaN }, { threads: 1.5 }])("refuses %o", async (options) => {
    await expect(openPredictor("smollm2-135m-instruct", { env: process.env, ...options })).rejects.toMatchObject({ code: "config/invalid" });
  });
});
