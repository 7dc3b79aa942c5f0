/** @module Small GGUF files made in memory, for tests. */

type Value = string | number | boolean | readonly string[] | { readonly float32: number };
/** The fastest dimension first: a matrix has [columns, rows]. */
export type TinyTensor = { readonly shape: readonly number[]; readonly values: Float32Array };

export type TinyGguf = {
  readonly version?: number;
  readonly metadata?: Readonly<Record<string, Value>>;
  /** F32 tensors by name: their values, or just their length. */
  readonly tensors?: Readonly<Record<string, number | TinyTensor>>;
};

/** The bytes of a whole file: strings as type 8, whole numbers as u32, booleans as type 7, lists as arrays of strings. */
export function makeGguf(file: TinyGguf = {}): Buffer {
  const metadata = file.metadata ?? { "general.architecture": "llama", "general.name": "Tiny", "general.file_type": 0, "llama.context_length": 64, "tokenizer.ggml.add_bos_token": true, "tokenizer.ggml.tokens": ["a", "b", "c"] };
  const tensors = Object.entries(file.tensors ?? { "token_embd.weight": 40, "output.weight": 8 });
  const head: Buffer[] = [Buffer.from("GGUF"), u32(file.version ?? 3), u64(tensors.length), u64(Object.keys(metadata).length)];
  for (const [key, value] of Object.entries(metadata)) head.push(text(key), toValue(value));
  const data: Buffer[] = [];
  let offset = 0;
  for (const [name, tensor] of tensors) {
    const shape = typeof tensor === "number" ? [tensor] : tensor.shape;
    head.push(text(name), u32(shape.length), ...shape.map(u64), u32(0), u64(offset));
    data.push(pad(typeof tensor === "number" ? Buffer.alloc(tensor * 4, tensor) : Buffer.from(tensor.values.buffer, tensor.values.byteOffset, tensor.values.byteLength)));
    offset += data.at(-1)?.length ?? 0;
  }
  return Buffer.concat([pad(Buffer.concat(head)), ...data]);
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function f32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

export function u64(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

export function text(value: string): Buffer {
  return Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);
}

function toValue(value: Value): Buffer {
  if (typeof value === "string") return Buffer.concat([u32(8), text(value)]);
  if (typeof value === "boolean") return Buffer.concat([u32(7), Buffer.from([value ? 1 : 0])]);
  if (typeof value === "number") return Buffer.concat([u32(4), u32(value)]);
  if ("float32" in value) return Buffer.concat([u32(6), f32(value.float32)]);
  return Buffer.concat([u32(9), u32(8), u64(value.length), ...value.map(text)]);
}

function pad(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((32 - (bytes.length % 32)) % 32)]);
}
