import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { codeOf, createClient, type Reply, status, withServer } from "../../../../test/servers/doubles/replies.ts";
import type { Client } from "./client.ts";

describe("a stream", () => {
  const begin: Reply = (response) => void response.writeHead(200, { "content-type": "text/event-stream" }).write('data: {"a":1}\n\n');

  async function read(client: Client, take = Infinity): Promise<unknown[]> {
    const events: unknown[] = [];
    for await (const event of client.stream({ method: "POST", path: "/", body: {} })) if (events.push(event) >= take) break;
    return events;
  }

  it("gives its events, cut anywhere, up to DONE", async () => {
    const text = ': hello\r\ndata: {"a":"\u{1f419}"}\r\n\r\ndata: {"a": NaN}\n\ndata: [DONE]\n\ndata: {"late":1}\n\n';
    const cut: Reply = (response) => {
      response.writeHead(200);
      for (const byte of Buffer.from(text)) response.write(Buffer.of(byte));
      response.end();
    };
    await withServer([status(503), cut], async (url) => {
      const client = createClient(url);
      expect(await read(client)).toEqual([{ a: "\u{1f419}" }, { a: "\u0000NaN" }]);
      client.close();
    });
  });

  it("is never begun again once it gave something", async () => {
    for (const end of [(response: ServerResponse) => void response.destroy(), (response: ServerResponse) => void response.end(), (response: ServerResponse) => void response.end('data: {"error":{"message":"out of memory"}}\n\n')]) {
      const broken: Reply = (response, request) => {
        begin(response, request);
        setTimeout(() => end(response), 10);
      };
      await withServer([broken], async (url, asked) => {
        const client = createClient(url);
        expect(await codeOf(() => read(client))).toMatch(/^remote\/(unreachable|invalid-answer)$/);
        expect(asked()).toBe(1);
        client.close();
      });
    }
  });

  it("is a failure when silent, and when an event is too long", async () => {
    await withServer([begin], async (url) => {
      const client = createClient(url, { idleSeconds: 0.05 });
      expect(await codeOf(() => read(client))).toBe("remote/timeout");
      client.close();
    });
    const long: Reply = (response) => void response.writeHead(200).end(`data: "${"x".repeat(9000)}"\n\n`);
    await withServer([long], async (url) => {
      const client = createClient(url, { bodyBytes: 1000 });
      expect(await codeOf(() => read(client))).toBe("remote/invalid-answer");
      client.close();
    });
  });

  it("that is left early ends the request", async () => {
    let closed = false;
    const watched: Reply = (response, request) => {
      response.on("close", () => (closed = true));
      begin(response, request);
    };
    await withServer([watched], async (url) => {
      const client = createClient(url);
      expect(await read(client, 1)).toEqual([{ a: 1 }]);
      await expect.poll(() => closed).toBe(true);
      client.close();
    });
  });
});
