import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pythonProgram } from "./harness/folder.ts";
import { base, chat, type Gateway } from "./harness/gateway.ts";
import { runAnyway, runProgram } from "./harness/run.ts";
import { useGateway } from "./harness/use-gateway.ts";

const timeout = 300_000;

type Logged = { model: string; response: string; input_tokens: number; output_tokens: number; response_json: { usage?: { total_tokens: number } } };

describe("llm", () => {
  const gateway = useGateway();
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "premise-llm-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function open({ url }: Gateway): Promise<{ env: Record<string, string>; llm: (...args: string[]) => Promise<string> }> {
    const entry = (id: string, model: string, more = ""): string => `- model_id: ${id}\n  model_name: ${model}\n  api_base: "${url}/v1"\n${more}`;
    await writeFile(join(folder, "extra-openai-models.yaml"), entry("talk", chat) + entry("go-on", base, "  completion: true\n") + entry("nobody", "nobody"));
    const env = { LLM_USER_PATH: folder };
    return { env, llm: async (...args) => await runProgram(pythonProgram("llm"), args, { env }) };
  }

  it.for(["talk", "go-on"])("prompts %s, whole and as a stream, and writes down what it was told", { timeout }, async (id, context) => {
    const { llm } = await open(gateway(context));
    const args = ["-m", id, "Name a fruit.", "-o", "temperature", "0", "-o", "max_tokens", "8"];
    const whole = await llm(...args, "--no-stream");
    const [first] = JSON.parse(await llm("logs", "-n", "1", "--json")) as Logged[];
    expect(whole.trim().length).toBeGreaterThan(3);
    expect(await llm(...args)).toBe(whole);
    expect(first).toMatchObject({ model: id, response: whole.replace(/\n$/, "") });
    if (id === "talk") expect(first?.output_tokens).toBe(8);
    expect(JSON.stringify(first?.response_json)).toContain("Machine-generated");
  });

  it("takes a system prompt and goes on with a conversation", { timeout }, async (context) => {
    const { llm } = await open(gateway(context));
    const options = ["-o", "temperature", "0", "-o", "max_tokens", "6"];
    await llm("-m", "talk", "-s", "You write in one word.", "Name a colour.", ...options);
    const [before] = JSON.parse(await llm("logs", "-n", "1", "--json")) as Logged[];
    expect((await llm("-c", "Another.", ...options)).trim()).not.toBe("");
    const [after] = JSON.parse(await llm("logs", "-n", "1", "--json")) as Logged[];
    expect(after?.input_tokens).toBeGreaterThan((before?.input_tokens ?? 0) + 6);
  });

  it("says what is wrong with an unknown model", { timeout }, async (context) => {
    const { env } = await open(gateway(context));
    const { code, stderr } = await runAnyway(pythonProgram("llm"), ["-m", "nobody", "a"], { env });
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/404.*nobody/);
  });
});
