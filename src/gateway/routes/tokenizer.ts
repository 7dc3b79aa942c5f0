/** @module POST /tokenize and /detokenize, GET /tokenizer_info. Source: vLLM's routes of these names; lm-evaluation-harness's remote tokenizer. */
import { z } from "zod";
import { detokenizeAnswer, detokenizeRequest, tokenizeAnswer, tokenizeRequest, tokenizerInfo } from "../../protocol/openai/models.ts";
import { specialTexts } from "../../predictor/chat-template.ts";
import type { Predictor } from "../../predictor/predictor.ts";
import type { GatewayDeps } from "../deps.ts";
import { plain } from "../http/answer.ts";
import { openServed } from "../models/served.ts";
import { free } from "../pipeline/plan.ts";
import { route, type Route } from "../pipeline/route.ts";
import { chooseBegin, requireIds } from "../text/prompts.ts";
import { chooseModel } from "./local-text.ts";

const common = { tag: "Tokenizer", scope: "infer", perModel: true, givesText: false } as const;

export function tokenizeRoute(deps: GatewayDeps): Route {
  return route<z.output<typeof tokenizeRequest>>({
    ...common,
    method: "post",
    path: "/tokenize",
    summary: "Token ids of a text.",
    body: tokenizeRequest,
    answer: { description: "The ids.", schema: tokenizeAnswer },
    errors: [502, 504],
    plan: (request) => {
      const { model } = chooseModel(deps, request, request.body.model);
      const { prompt, add_special_tokens: addSpecial, return_token_strs: withTexts } = request.body;
      return free(async () => {
        const predictor = await openServed(model);
        const ids = (await findSpecial(predictor, prompt)) ?? (await predictor.tokenize([prompt]))[0] ?? [];
        const tokens = [...chooseBegin(predictor.info, addSpecial ?? null), ...ids];
        const texts = withTexts === true ? await model.texts(tokens) : null;
        return plain({ tokens, count: tokens.length, max_model_len: predictor.info.contextTokens, token_strs: texts === null ? null : tokens.map((id) => texts.get(id) ?? "") });
      });
    },
  });
}

export function detokenizeRoute(deps: GatewayDeps): Route {
  return route<z.output<typeof detokenizeRequest>>({
    ...common,
    method: "post",
    path: "/detokenize",
    summary: "The text of token ids; control tokens show as their names.",
    body: detokenizeRequest,
    answer: { description: "The text.", schema: detokenizeAnswer },
    errors: [502, 504],
    plan: (request) => {
      const { model } = chooseModel(deps, request, request.body.model);
      const { tokens } = request.body;
      return free(async () => {
        const predictor = await openServed(model);
        requireIds(predictor.info, tokens, "tokens");
        return plain({ prompt: (await predictor.detokenize([tokens]))[0] ?? "" });
      });
    },
  });
}

/** Under `/tokenizer_info` itself, of the first model: what asks for it names none. */
export function tokenizerInfoRoute(deps: GatewayDeps): Route {
  return route({
    ...common,
    method: "get",
    path: "/tokenizer_info",
    summary: "What a client must know to use token ids.",
    body: null,
    query: z.object({ model: z.string().optional() }),
    answer: { description: "The tokenizer.", schema: tokenizerInfo },
    errors: [404, 502, 504],
    plan: (request) => {
      const named = request.query["model"] ?? (request.addressed === null ? deps.models.list[0]?.id : undefined);
      const { model } = chooseModel(deps, request, named);
      return free(async () => {
        const predictor = await openServed(model);
        const { info } = predictor;
        const { bosText, eosText } = await specialTexts(predictor);
        return plain({
          tokenizer_class: "premise", model_max_length: info.contextTokens, bos_token: bosText || null, eos_token: eosText || null, pad_token: null,
          add_bos_token: info.bos.byDefault, vocab_size: info.vocabularySize, chat_template: info.chatTemplate,
        });
      });
    },
  });
}

/** A text that is nothing but the name of BOS or of the end is that token, which is how clients ask for its id; inside other text the names are text. */
async function findSpecial(predictor: Predictor, prompt: string): Promise<number[] | null> {
  if (prompt.length > 100 || prompt === "") return null;
  const { bosText, eosText } = await specialTexts(predictor);
  if (prompt === bosText && predictor.info.bos.token !== null) return [predictor.info.bos.token];
  return prompt === eosText ? predictor.info.endOfText.slice(0, 1) : null;
}
