/** @module What a server tells of a model: `/v1/models`, llama.cpp's `/props`, `/tokenizer_info`. Everything may be missing. */
import { z } from "zod";
import { isPremiseError } from "../../../errors/premise-error.ts";
import type { Client } from "../transport/client.ts";

const absent = <T extends z.ZodType>(schema: T) => schema.nullish().catch(null).transform((value) => value ?? null);
const count = absent(z.int().positive());

const entry = z.object({
  id: z.string(),
  root: absent(z.string()),
  owned_by: absent(z.string()),
  max_model_len: count,
  meta: absent(z.object({ n_vocab: count, n_ctx_train: count, n_params: absent(z.number()), size: absent(z.number()) })),
});
const models = z.object({ data: z.array(entry.nullable().catch(null)) });
const props = z.object({
  default_generation_settings: absent(z.object({ n_ctx: count })),
  build_info: absent(z.string()),
  model_path: absent(z.string()),
  chat_template: absent(z.string()),
  bos_token: absent(z.string()),
  eos_token: absent(z.string()),
});
const name = z.union([z.string(), z.object({ content: z.string() }).transform(({ content }) => content)]);
const info = z.object({ bos_token: absent(name), eos_token: absent(name), chat_template: absent(z.string()), vocab_size: count });

export type WireFacts = {
  /** Ids of the models that the server lists; null when it lists none. */
  readonly models: readonly string[] | null;
  readonly contextTokens: number | null;
  readonly vocabularySize: number | null;
  readonly chatTemplate: string | null;
  /** Names of control tokens. */
  readonly bosText: string | null;
  readonly eosText: string | null;
  /** What tells this server and this model from another, as far as it says. */
  readonly identity: Readonly<Record<string, string | number | null>>;
};

/** @throws PremiseError `remote/unreachable`, `remote/unauthorised`, `remote/timeout`; a server that does not know these addresses tells nothing. */
export async function askFacts(client: Client, model: string): Promise<WireFacts> {
  const [listed, told, tokenizer] = await Promise.all([
    tellOrNull(client, "/v1/models", models),
    tellOrNull(client, "/props", props),
    tellOrNull(client, "/tokenizer_info", info),
  ]);
  const entries = listed?.data.filter((each) => each !== null) ?? [];
  const own = entries.find(({ id }) => id === model) ?? (entries.length === 1 && told !== null ? entries[0] : undefined);
  return {
    models: listed === null ? null : entries.map(({ id }) => id),
    contextTokens: own?.max_model_len ?? told?.default_generation_settings?.n_ctx ?? null,
    vocabularySize: own?.meta?.n_vocab ?? tokenizer?.vocab_size ?? null,
    chatTemplate: tokenizer?.chat_template ?? told?.chat_template ?? null,
    bosText: tokenizer?.bos_token ?? told?.bos_token ?? null,
    eosText: tokenizer?.eos_token ?? told?.eos_token ?? null,
    identity: { id: own?.id ?? model, root: own?.root ?? null, owner: own?.owned_by ?? null, build: told?.build_info ?? null, path: told?.model_path ?? null, bytes: own?.meta?.size ?? null },
  };
}

async function tellOrNull<T extends z.ZodType>(client: Client, path: string, schema: T): Promise<z.output<T> | null> {
  try {
    const parsed = schema.safeParse(await client.ask({ method: "GET", path }));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (isPremiseError(error) && (error.code === "remote/refused" || error.code === "remote/invalid-answer" || error.code === "remote/redirected")) return null;
    throw error;
  }
}
