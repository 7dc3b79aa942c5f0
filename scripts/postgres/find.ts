/** @module Where PostgreSQL's programs are; on a Debian that lacks them, where we may, they are installed. */
import { existsSync, globSync } from "node:fs";
import { delimiter, dirname } from "node:path";
import { spawnSync } from "node:child_process";

const needed = ["initdb", "postgres", "pg_isready"];

/** The folder with the programs, of several the newest version's; null where there is none. */
export function findPostgres(): string | null {
  const debian = globSync("/usr/lib/postgresql/*/bin").sort((a, b) => versionOf(b) - versionOf(a));
  const path = (process.env["PATH"] ?? "").split(delimiter);
  return [...debian, ...path].find((folder) => needed.every((name) => existsSync(`${folder}/${name}`))) ?? null;
}

/** As root on a system with apt: takes a minute. @returns why it could not be installed, or null. */
export function installPostgres(): string | null {
  if (process.getuid?.() !== 0) return "only root could install it";
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [["update", "-qq"], ["install", "-y", "-qq", "postgresql"]]) {
    const { status, error, stderr } = spawnSync("apt-get", args, { env, stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" });
    if (status !== 0) return `apt-get ${args[0]} failed: ${error?.message ?? stderr.trim().split("\n").at(-1) ?? ""}`;
  }
  return null;
}

function versionOf(folder: string): number {
  return Number.parseFloat(dirname(folder).split("/").at(-1) ?? "0");
}
