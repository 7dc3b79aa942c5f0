/** @module A server that gives prepared replies in turn, and a client of it whose key must never be shown. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "vitest";
import { isPremiseError } from "../../../src/errors/premise-error.ts";
import { defaultLimits, type Limits } from "../../../src/predictor/remote/options.ts";
import { Client } from "../../../src/predictor/remote/transport/client.ts";
import { createFixedClock } from "../../../src/random/clock.ts";
import { createRandom } from "../../../src/random/seeded.ts";

export type Reply = (response: ServerResponse, request: IncomingMessage) => void;

export const ok: Reply = (response) => void response.writeHead(200).end('{"fine":true}');
export const status = (code: number, body = "", headers: Record<string, string> = {}): Reply => (response) => void response.writeHead(code, headers).end(body);
export const key = "sk-secret-key-123";

/** A server that gives the replies in turn, the last one again and again. */
export async function withServer<T>(replies: readonly Reply[], work: (url: string, asked: () => number, open: () => Promise<number>) => Promise<T>): Promise<T> {
  let count = 0;
  const server = createServer((request, response) => {
    request.resume().on("end", () => (replies[Math.min(count++, replies.length - 1)] ?? ok)(response, request));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const open = (): Promise<number> => new Promise((resolve, reject) => server.getConnections((error, connections) => (error === null ? resolve(connections) : reject(error))));
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, () => count, open);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

export function createClient(url: string, limits: Partial<Limits> = {}): Client {
  const clock = createFixedClock(new Date("2026-11-24T12:00:00Z"));
  return new Client({ place: { remote: "double", key }, base: new URL(url), limits: { ...defaultLimits, ...limits }, clock, random: createRandom(1) });
}

/** Code of the table that the work fails with, or "no error". */
export async function codeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return "no error";
  } catch (error) {
    if (!isPremiseError(error)) throw error;
    expect(error.message).not.toContain(key);
    return error.code;
  }
}
