import { expect, it } from "vitest";
import { createStage, type Stage } from "../../../test/doubles/gateway-stage.ts";
import { createTinyPredictor } from "../../../test/doubles/tiny-predictor.ts";

const create = (): Stage => createStage({ predictor: createTinyPredictor() });
const tokens = async (stage: Stage, body: object, path = "/m/world"): Promise<number[]> => ((await (await stage.post(`${path}/tokenize`, body)).json()) as { tokens: number[] }).tokens;

it("tokenises with BOS unless it is told not to, and back without loss", async () => {
  await using stage = create();
  const [withBos, without] = [await tokens(stage, { prompt: " é!" }), await tokens(stage, { prompt: " é!", add_special_tokens: false })];
  expect(withBos).toEqual([0, ...without]);
  const back = (await (await stage.post("/m/world/detokenize", { tokens: without })).json()) as object;
  expect(back).toEqual({ prompt: " é!" });
  expect(await tokens(stage, { prompt: "", add_special_tokens: false })).toEqual([]);
});

it("names the member with an id that the model does not have", async () => {
  await using stage = create();
  const response = await stage.post("/detokenize", { model: "world", tokens: [5, 999_999] });
  expect([response.status, await response.json()]).toMatchObject([400, { error: { code: "predictor/invalid-token", param: "tokens" } }]);
});

it("gives the one id for the name of BOS or of the end, and their letters inside other text", async () => {
  await using stage = create();
  expect(await tokens(stage, { prompt: "<s>", add_special_tokens: false })).toEqual([0]);
  expect(await tokens(stage, { prompt: "</s>", add_special_tokens: false })).toEqual([1]);
  expect((await tokens(stage, { prompt: "a<s>", add_special_tokens: false })).length).toBe(4);
});

it("tells what clients need, for the first model where they name none", async () => {
  await using stage = create();
  for (const path of ["/tokenizer_info", "/m/world/tokenizer_info", "/tokenizer_info?model=world"]) {
    const info = (await (await stage.app.request(`http://localhost${path}`)).json()) as object;
    expect(info).toMatchObject({ bos_token: "<s>", eos_token: "</s>", add_bos_token: true, model_max_length: 2000, chat_template: null });
  }
  expect((await stage.app.request("http://localhost/tokenizer_info?model=other")).status).toBe(404);
});

it("lists the models, and one", async () => {
  await using stage = create();
  const list = (await (await stage.app.request("http://localhost/v1/models")).json()) as { data: object[] };
  expect(list.data).toMatchObject([{ id: "world", object: "model", max_model_len: 2000, premise: { kind: "base", local: true } }]);
  expect(await (await stage.app.request("http://localhost/v1/models/world")).json()).toEqual(list.data[0]);
  expect((await stage.app.request("http://localhost/v1/models/none")).status).toBe(404);
});
