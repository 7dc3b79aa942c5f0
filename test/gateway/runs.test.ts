import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readEvents } from "../doubles/gateway-stage.ts";
import { freshDirectory, makeTemplate } from "../store/fresh.ts";
import { post, startServer } from "./server.ts";

const common = { kind: "reason", model: "world", question: "Why does the bread rise?", policy: "none", seed: 3 };
/** Some seconds long. */
const body = { ...common, steps: 16, tree: { width: 8, keep: 2 } };

type Shown = { readonly status: string; readonly steps: readonly { readonly id: string }[] };
const read = async (url: string, id: string): Promise<Shown> => (await (await fetch(`${url}/premise/v1/runs/${id}`)).json()) as Shown;
const ledger = async (url: string): Promise<readonly { readonly settlement: { readonly outcome: string; readonly charge: { readonly requests: number; readonly tokens: number } } | null }[]> =>
  ((await (await fetch(`${url}/premise/v1/requests`)).json()) as { requests: Awaited<ReturnType<typeof ledger>> }).requests;

async function createFolder(): Promise<string> {
  const directory = freshDirectory();
  cpSync(await makeTemplate(), join(directory, "store"), { recursive: true });
  return directory;
}

/** Begun without a client, and so far that there is something to go on from. */
async function leave(url: string): Promise<string> {
  const { id } = (await (await post(url, "/premise/v1/runs", { ...body, detach: true })).json()) as { id: string };
  await expect.poll(async () => (await read(url, id)).steps.length, { timeout: 60_000, interval: 20 }).toBeGreaterThan(4);
  return id;
}

it("thinks in the store's database, and lists what it thought beside what was asked", { timeout: 120_000 }, async () => {
  await using server = await startServer({ directory: await createFolder() });
  const { url } = server;
  expect(await (await fetch(`${url}/premise/v1/runs`)).json()).toEqual({ runs: [] });
  const events = await readEvents(await post(url, "/premise/v1/runs", { ...common, steps: 3, stream: true }));
  expect(events.at(-1)?.event).toBe("result");
  const { runId } = (events.at(-1) as unknown as { data: { runId: string } }).data;
  await post(url, "/premise/v1/ask", { model: "world", question: "Which?", choices: ["a", "b"] });
  expect(await (await fetch(`${url}/premise/v1/runs`)).json()).toMatchObject({ runs: [{ kind: "ask" }, { kind: "reason", id: runId, status: "done" }] });
  const leaving = new AbortController();
  const response = await fetch(`${url}/premise/v1/runs`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ ...body, stream: true }), signal: leaving.signal });
  await response.body?.getReader().read();
  leaving.abort();
  const stopped = async (): Promise<{ id: string; status: string }> => ((await (await fetch(`${url}/premise/v1/runs`)).json()) as { runs: { id: string; status: string }[] }).runs[0] as { id: string; status: string };
  await expect.poll(async () => (await stopped()).status, { timeout: 20_000 }).toBe("interrupted");
  const { id } = await stopped();
  expect(await (await post(url, `/premise/v1/runs/${id}/resume`, {})).json()).toMatchObject({ outcome: "answered", runId: id });
  expect(await server.stop()).toBe(0);
});

it.each(["SIGTERM", "SIGKILL"] as const)("goes on, after %s and a new start, with what was left to it, to the end of an undisturbed run", { timeout: 240_000 }, async (signal) => {
  const directory = await createFolder();
  const first = await startServer({ directory });
  const id = await leave(first.url);
  expect(await first.stop(signal)).toBe(signal === "SIGTERM" ? 0 : signal);
  await using server = await startServer({ directory });
  expect((await read(server.url, id)).status).not.toBe("done");
  // After a crash a moment passes until it is known that nobody runs it.
  const watch = async (): Promise<unknown> => (await readEvents(await fetch(`${server.url}/premise/v1/runs/${id}/progress`))).at(-1);
  await expect.poll(watch, { timeout: 60_000, interval: 200 }).toMatchObject({ event: "result", data: { runId: id, outcome: "answered" } });
  const gone = await read(server.url, id);
  const { runId } = (await (await post(server.url, "/premise/v1/runs", body)).json()) as { runId: string };
  const whole = await read(server.url, runId);
  expect([gone.status, gone.steps.map((step) => step.id)]).toEqual(["done", whole.steps.map((step) => step.id)]);
  const rows = await ledger(server.url);
  expect(rows.map(({ settlement }) => settlement?.outcome).filter((outcome) => outcome !== "done")).toEqual([signal === "SIGTERM" ? "stopped" : "lost"]);
  expect(rows).toHaveLength(3);
  const tokens = rows.map(({ settlement }) => settlement?.charge.tokens ?? 0);
  const full = tokens[rows.findIndex(({ settlement }) => settlement?.outcome === "done" && settlement.charge.requests === 1)] ?? NaN;
  if (signal === "SIGTERM") expect(tokens.reduce((sum, each) => sum + each, 0)).toBe(2 * full);
  expect(await server.stop()).toBe(0);
});

it("leaves to its client what a client waited for", { timeout: 240_000 }, async () => {
  const directory = await createFolder();
  const first = await startServer({ directory });
  const detached = await leave(first.url);
  const response = await post(first.url, "/premise/v1/runs", { ...body, stream: true });
  const { value } = await (response.body as ReadableStream<Uint8Array>).getReader().read();
  const waited = /"runId":"([^"]+)"/.exec(new TextDecoder().decode(value))?.[1] ?? "";
  await first.stop("SIGKILL");
  await using server = await startServer({ directory });
  await expect.poll(async () => (await read(server.url, detached)).status, { timeout: 60_000, interval: 200 }).toBe("done");
  expect((await read(server.url, waited)).status).toBe("interrupted");
  expect(await (await post(server.url, `/premise/v1/runs/${waited}/resume`, {})).json()).toMatchObject({ outcome: "answered", runId: waited });
  expect(await server.stop()).toBe(0);
});
