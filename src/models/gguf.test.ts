import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { ensureModel } from "../../test/models/ensure.ts";
import { makeGguf, text, u32, u64 } from "../../test/models/tiny-gguf.ts";
import { readGguf } from "./gguf.ts";
import { registry } from "./registry.ts";

const folder = mkdtempSync(join(tmpdir(), "premise-gguf-"));
const path = join(folder, "x.gguf");
afterAll(() => rmSync(folder, { recursive: true }));

function read(bytes: Buffer): ReturnType<typeof readGguf> {
  writeFileSync(path, bytes);
  return readGguf(path);
}

function problem(bytes: Buffer): string {
  try {
    read(bytes);
  } catch (error) {
    expect(error).toMatchObject({ code: "model/unreadable" });
    return String((error as { details: { problem: string } }).details.problem);
  }
  return "none";
}

function head(tensors: number | bigint, entries: number | bigint, ...rest: Buffer[]): Buffer {
  return Buffer.concat([Buffer.from("GGUF"), u32(3), u64(tensors), u64(entries), ...rest]);
}

test("reads what a whole file says", () => {
  expect(read(makeGguf())).toMatchObject({
    version: 3,
    tensorCount: 2,
    architecture: "llama",
    name: "Tiny",
    quantization: "F32",
    contextTokens: 64,
    vocabularySize: 3,
    addBos: true,
    hasChatTemplate: false,
  });
  expect(read(makeGguf({ version: 2, metadata: { "general.architecture": "x" }, tensors: {} }))).toMatchObject({ version: 2, name: null, quantization: "unknown", contextTokens: null, vocabularySize: null, addBos: null });
});

test("lists the tensors, and where their data lies", () => {
  const { tensors, dataStart, bytes, metadataTypes } = read(makeGguf());
  expect([...tensors]).toEqual([
    ["token_embd.weight", { shape: [40], type: 0, offset: 0, bytes: 160 }],
    ["output.weight", { shape: [8], type: 0, offset: 160, bytes: 32 }],
  ]);
  expect(bytes - dataStart).toBe(192);
  expect([metadataTypes.get("general.name"), metadataTypes.get("llama.context_length")]).toEqual([8, 4]);
});

test("a file cut anywhere is recognised", () => {
  const whole = makeGguf();
  expect(problem(whole)).toBe("none");
  const data = whole.length - 32 * 6;
  for (let length = 0; length < whole.length; length += length < data ? 1 : 16) expect(problem(whole.subarray(0, length)), `cut at ${length}`).not.toBe("none");
  expect(problem(whole.subarray(0, whole.length - 1))).toMatch(/cut short: \d+ bytes of \d+/);
});

test("more behind the tensors is no fault", () => {
  expect(problem(Buffer.concat([makeGguf(), Buffer.alloc(100)]))).toBe("none");
});

const huge = 2n ** 63n;
test.each([
  ["another format", Buffer.from("PK\u0003\u0004 something that is no model"), /does not begin with GGUF/],
  ["nothing", Buffer.alloc(0), /empty/],
  ["a beginning", makeGguf().subarray(0, 20), /cut short: 20 bytes/],
  ["an old version", makeGguf({ version: 1 }), /version is 1/],
  ["big-endian", makeGguf({ version: 0x03000000 }), /big-endian/],
  ["more tensors than bytes", head(huge, 0), /claims 9223372036854775808 tensors/],
  ["more metadata than bytes", head(0, huge), /metadata entries/],
  ["a text longer than the file", head(0, 1, u64(huge), Buffer.alloc(64)), /bytes of text/],
  ["an unknown metadata type", head(0, 1, text("k"), u32(99), Buffer.alloc(64)), /unknown type 99/],
  ["an array longer than the file", head(0, 1, text("k"), u32(9), u32(4), u64(huge)), /array values/],
  ["an array of an unknown type", head(0, 1, text("k"), u32(9), u32(77), u64(1)), /unknown type 77/],
  ["arrays in arrays in arrays", head(0, 1, text("k"), ...Array.from({ length: 9 }, () => Buffer.concat([u32(9), u64(1)])).flatMap((part, i) => (i === 0 ? [u32(9), part] : [part])), Buffer.alloc(64)), /too deep/],
  ["a key twice", head(0, 2, text("k"), u32(4), u32(1), text("k"), u32(4), u32(1)), /twice/],
  ["an alignment of zero", head(0, 1, text("general.alignment"), u32(4), u32(0)), /power of two/],
  ["two tensors of one name", head(2, 0, ...[0, 1].map(() => Buffer.concat([text("t"), u32(1), u64(0), u32(0), u64(0)]))), /two tensors named "t"/],
  ["a tensor of nine dimensions", head(1, 0, text("t"), u32(9), Buffer.alloc(64)), /9 dimensions/],
  ["a tensor beyond any file", head(1, 0, text("t"), u32(2), u64(2n ** 60n), u64(2n ** 60n), u32(0), u64(0), Buffer.alloc(64)), /more data than any file/],
  ["a tensor out of line", head(1, 0, text("t"), u32(1), u64(4), u32(0), u64(7), Buffer.alloc(64)), /not aligned/],
  ["half a block", head(1, 0, text("t"), u32(1), u64(33), u32(2), u64(0), Buffer.alloc(64)), /does not fit its type/],
  ["no architecture", head(0, 0, Buffer.alloc(64)), /general.architecture/],
])("refuses %s", (_, bytes, message) => {
  expect(problem(bytes)).toMatch(message);
});

test("a folder and a missing file are refused", () => {
  expect(() => readGguf(folder)).toThrow(expect.objectContaining({ code: "model/unreadable" }));
  expect(() => readGguf(join(folder, "none.gguf"))).toThrow(expect.objectContaining({ message: expect.stringContaining("there is no such file") as string }));
});

test("a damaged header is read or refused, never anything else", () => {
  const whole = makeGguf();
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }), (changes) => {
      const bytes = Buffer.from(whole);
      for (const [at, value] of changes) bytes[at] = value;
      problem(bytes);
    }),
    { numRuns: 300 },
  );
});

test("the registry says what the default models' files say", async ({ skip }) => {
  const defaults = registry.filter(({ defaultFor }) => defaultFor !== null);
  expect(defaults).toHaveLength(2);
  for (const entry of defaults) {
    const file = await ensureModel(entry.id);
    if (file === null) return skip(`${entry.id} is not on this machine`);
    const { contextTokens, vocabularySize, addBos, quantization, bytes, hasChatTemplate } = readGguf(file);
    expect({ contextTokens, vocabularySize, bosByDefault: addBos, quantization, bytes, instruct: hasChatTemplate }).toEqual({
      contextTokens: entry.contextTokens,
      vocabularySize: entry.vocabularySize,
      bosByDefault: entry.bosByDefault,
      quantization: entry.quantization,
      bytes: entry.bytes,
      instruct: entry.kind === "instruct",
    });
  }
});
