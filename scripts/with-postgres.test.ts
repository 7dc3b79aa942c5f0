import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import pg from "pg";
import { expect, it, type TestContext } from "vitest";
import { findPostgres } from "./postgres/find.ts";
import { runNode } from "./test/run.ts";

const script = "scripts/with-postgres.ts";
const print = "process.stdout.write(process.env.DATABASE_URL + '\\n')";

function requirePrograms(context: TestContext): void {
  if (findPostgres() === null) context.skip("PostgreSQL is not installed; npm run test:postgres installs it where it can");
}

async function ask(url: string, question: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  // A server that stops says so to idle connections too, between two questions.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return Object.values((await client.query(question)).rows[0] as object)[0];
  } finally {
    await client.end();
  }
}

const isAnswering = (url: string): Promise<boolean> => ask(url, "select 1").then(() => true, () => false);

it("hands on the command's exit code, and stops the server after it", async (context) => {
  requirePrograms(context);
  const { code, output } = await runNode([script, process.execPath, "-e", `${print}; process.exitCode = 7`], { show: false });
  expect(code).toBe(7);
  const url = /^postgres:\/\/.*$/m.exec(output)?.[0] ?? "";
  expect(url).toMatch(/@127\.0\.0\.1:\d+\/postgres$/);
  expect(await isAnswering(url)).toBe(false);
}, 120_000);

it("leaves no server behind when it is killed", async (context) => {
  requirePrograms(context);
  const child = spawn(process.execPath, [script, process.execPath, "-e", `${print}; setInterval(() => undefined, 1000); process.stdin.on("end", () => process.exit()).resume()`], { stdio: ["pipe", "pipe", "inherit"] });
  const [url] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  expect([await ask(url, "show fsync"), await ask(url, "show listen_addresses")]).toEqual(["on", "127.0.0.1"]);
  child.kill("SIGKILL");
  child.stdin.end();
  await expect.poll(() => isAnswering(url), { timeout: 60_000, interval: 200 }).toBe(false);
}, 120_000);

it("needs a command", async () => {
  const { code, output } = await runNode([script], { show: false });
  expect([code, output]).toEqual([2, expect.stringContaining("give the command to run")]);
});
