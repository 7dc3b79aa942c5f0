import { describe, expect, it, type TestContext } from "vitest";
import { base, chat } from "./harness/gateway.ts";
import { runProgram } from "./harness/run.ts";
import { useGateway } from "./harness/use-gateway.ts";

const timeout = 300_000;

type Got = { status: number; headers: string; body: string };
type ErrorBody = { error: { message: string; type: string; param: string | null; code: string | null } };

describe("curl", () => {
  const gateway = useGateway();

  async function curl(context: TestContext, path: string, body?: unknown, ...more: string[]): Promise<Got> {
    const { url } = gateway(context);
    const data = body === undefined ? [] : ["-H", "content-type: application/json", "-d", typeof body === "string" ? body : JSON.stringify(body)];
    const output = await runProgram("curl", ["-sS", "-N", "-i", "--max-time", "120", ...data, ...more, `${url}${path}`]);
    const cut = output.indexOf("\r\n\r\n");
    return { status: Number(output.split(" ")[1]), headers: output.slice(0, cut).toLowerCase(), body: output.slice(cut + 4) };
  }

  it("is answered by the probes without a key", async (context) => {
    for (const path of ["/healthz", "/readyz"]) expect(await curl(context, path)).toMatchObject({ status: 200 });
  });

  it("gets a stream of events that ends with [DONE]", { timeout }, async (context) => {
    const { status, headers, body } = await curl(context, "/v1/completions", { model: base, prompt: "The sea", max_tokens: 4, stream: true, temperature: 0 });
    expect(status).toBe(200);
    expect(headers).toContain("content-type: text/event-stream");
    expect(headers).toContain("ai-disclosure: mode=machine-generated,");
    const events = body.split("\n\n").filter((event) => event !== "");
    expect(events.length).toBeGreaterThan(3);
    expect(events.at(-1)).toBe("data: [DONE]");
    for (const event of events.slice(0, -1)) expect(JSON.parse(event.replace(/^data: /, ""))).toMatchObject({ object: "text_completion", model: base });
  });

  it("tokenizes and gets the same text back, each model under its own address", { timeout }, async (context) => {
    const text = "  Two spaces, <bos> as text, and 😀\n";
    for (const [model, bos] of [[base, 2], [chat, null]] as const) {
      const at = `/m/${encodeURIComponent(model)}`;
      const { tokens } = JSON.parse((await curl(context, `${at}/tokenize`, { prompt: text, add_special_tokens: false })).body) as { tokens: number[] };
      expect(tokens.length).toBeGreaterThan(8);
      expect(tokens).not.toContain(2);
      expect(JSON.parse((await curl(context, `${at}/detokenize`, { tokens })).body)).toEqual({ prompt: text });
      const info = JSON.parse((await curl(context, `${at}/tokenizer_info`)).body) as { eos_token: string; bos_token: string | null };
      const { tokens: named } = JSON.parse((await curl(context, `${at}/tokenize`, { prompt: info.bos_token ?? info.eos_token, add_special_tokens: false })).body) as { tokens: number[] };
      expect(named).toHaveLength(1);
      if (bos !== null) expect(named).toEqual([bos]);
    }
  });

  it("writes vLLM's prompt_logprobs with the token itself first, whatever its id", { timeout }, async (context) => {
    const { body } = await curl(context, "/v1/completions", { model: base, prompt: [818, 7023, 563, 3730], max_tokens: 1, prompt_logprobs: 3 });
    const list = /"prompt_logprobs":\[null,(.*?)\](?=[,}])/.exec(body)?.[1] ?? "";
    const firsts = [...list.matchAll(/(?:^|\},)\{"(\d+)":/g)].map(([, id]) => Number(id));
    expect(firsts).toEqual([7023, 563, 3730]);
  });

  it.for([
    ["no JSON", "{", "/v1/completions", 400],
    ["another type", { model: base, prompt: { a: 1 } }, "/v1/completions", 400],
    ["an unknown member", { model: base, prompt: "a", temprature: 1 }, "/v1/completions", 400],
    ["an unknown model", { model: "nobody", prompt: "a" }, "/v1/completions", 404],
    ["an unknown model in the address", { prompt: "a" }, "/m/nobody/v1/completions", 404],
    ["a path as model", { model: "../../etc/passwd", prompt: "a" }, "/v1/completions", 404],
    ["a token that is not there", { model: base, prompt: [[2, 9_999_999]] }, "/v1/completions", 400],
    ["a chat with a model that has no template", { model: base, messages: [{ role: "user", content: "a" }] }, "/v1/chat/completions", 400],
    ["an unknown address", {}, "/v1/nothing", 404],
  ] as const)("is told what is wrong with %s", { timeout }, async ([, body, path, status], context) => {
    const got = await curl(context, path, body);
    expect(got.status).toBe(status);
    const { error } = JSON.parse(got.body) as ErrorBody;
    expect(error.message.length).toBeGreaterThan(10);
    expect(Object.keys(error).sort()).toEqual(["code", "message", "param", "type"]);
  });

  it("is told which method an address takes", async (context) => {
    const got = await curl(context, "/v1/completions");
    expect(got.status).toBe(405);
    expect(got.headers).toContain("allow: post");
  });
});
