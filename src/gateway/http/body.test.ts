import { describe, expect, it } from "vitest";
import { createStage, type Stage } from "../../../test/doubles/gateway-stage.ts";

async function send(stage: Stage, content: BodyInit | ReadableStream, headers: Record<string, string> = {}): Promise<{ status: number; code: string; shut: string | null }> {
  const init = { method: "POST", headers: { "content-type": "application/json", ...headers }, body: content, duplex: "half" } as RequestInit;
  const response = await stage.app.request("http://localhost/v1/completions", init);
  const { error } = (await response.json()) as { error: { code: string } };
  return { status: response.status, code: error.code, shut: response.headers.get("connection") };
}
type BodyInit = string | Uint8Array<ArrayBuffer>;

describe("a body that is wrong", () => {
  it.each([
    ["", 400, "gateway/not-json"],
    ["{", 400, "gateway/not-json"],
    ['{"model":"world","prompt":"a"} x', 400, "gateway/not-json"],
    ["[]", 400, "invalid_value"],
    ["null", 400, "invalid_value"],
    [Uint8Array.of(0x22, 0xff, 0x22), 400, "gateway/not-text"],
    [Uint8Array.from(Buffer.from('{"model":"world","prompt":"\xc3("}', "latin1")), 400, "gateway/not-text"],
  ])("%s", async (content, status, code) => {
    await using stage = createStage();
    expect(await send(stage, content)).toMatchObject({ status, code });
    expect(stage.rows).toEqual([]);
  });

  it("of another type is refused, which also keeps simple forms of pages out", async () => {
    await using stage = createStage();
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]) expect(await send(stage, "{}", { "content-type": type })).toMatchObject({ status: 415 });
    expect(await send(stage, "{}", { "content-type": "application/json; charset=utf-8" })).toMatchObject({ status: 400 });
  });

  it("that is too long is refused, with and without its length told, and the connection is closed", async () => {
    await using stage = createStage({ bodyBytes: 1000 });
    const long = JSON.stringify({ model: "world", prompt: "a".repeat(2000) });
    expect(await send(stage, long, { "content-length": String(long.length) })).toEqual({ status: 413, code: "gateway/body-too-large", shut: "close" });
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(100).fill(32));
      },
    });
    expect(await send(stage, endless)).toMatchObject({ status: 413 });
    expect(pulled).toBeLessThan(30);
  });

  it("that does not come is given up", async () => {
    await using stage = createStage({ bodySeconds: 0.05 });
    const silent = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(Uint8Array.of(123)) });
    expect(await send(stage, silent)).toEqual({ status: 408, code: "gateway/body-too-slow", shut: "close" });
  });
});
