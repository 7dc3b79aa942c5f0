/** @module `premise keys`: who may use the server, and how much. */
import type { Command } from "commander";
import type { KeyBody, KeyRequest } from "../../protocol/premise/requests.ts";
import { type Io, printJson } from "../io.ts";
import type { KeysAccess } from "../keys/access.ts";
import { invalid, parseCount } from "../options.ts";
import type { Register } from "../program.ts";

type CreateFlags = { readonly scope?: readonly Scope[]; readonly budget?: readonly Budget[]; readonly expires?: number; readonly requestsPerMinute?: number; readonly json?: boolean };
type Scope = KeyRequest["scopes"][number];
type Budget = KeyRequest["budgets"][number];
const command = "keys create";

export const registerKeys: Register = (program, io) => {
  const keys = program.command("keys").description("Keys of the server. With a server running on the data directory they go through it, and hold at once.");
  keys
    .command("create")
    .description("Make a key. It is shown this once: only its hash is kept.")
    .argument("<name>", "whom it is for")
    .option("--scope <scope>", "infer, read or admin; again for each further one (default: infer)", collectScope)
    .option("--budget <unit=limit>", "tokens=1000000, requests=500, or EUR=2.50; again for each further one (default: none)", collectBudget)
    .option("--expires <time>", "in 12h or 30d (default: never)", parseTime)
    .option("--requests-per-minute <n>", "more are refused (default: no limit)", parseCount("--requests-per-minute", command))
    .option("--json", "print JSON")
    .action(async (name: string, _flags: CreateFlags, own: Command) => await create(io, name, own.optsWithGlobals<CreateFlags>()));
  keys.command("list").description("All keys, with what is spent of their budgets.").option("--json", "print JSON").action(async (flags: { readonly json?: boolean }) => await list(io, flags));
  keys
    .command("revoke")
    .description("Revoke a key; what runs under it ends within a second.")
    .argument("<key>", "its id or name")
    .option("--json", "print JSON")
    .action(async (key: string, flags: { readonly json?: boolean }) => await revoke(io, key, flags));
};

async function create(io: Io, name: string, flags: CreateFlags): Promise<void> {
  const request: KeyRequest = {
    name,
    scopes: [...(flags.scope ?? ["infer" as const])],
    expiresAt: flags.expires === undefined ? null : new Date(io.clock.now().getTime() + flags.expires * 1000).toISOString(),
    requestsPerMinute: flags.requestsPerMinute ?? null,
    budgets: [...(flags.budget ?? [])],
  };
  const made = await use(io, (access) => access.create(request));
  if (flags.json === true) return printJson(io, made);
  io.out(`${made.key}\n`);
  io.err(`Key ${made.id} (${made.name}) was made. It is shown this once.\n`);
}

async function list(io: Io, { json }: { readonly json?: boolean }): Promise<void> {
  const keys = await use(io, (access) => access.list());
  if (json === true) return printJson(io, keys);
  for (const key of keys) io.out(`${key.id}  ${key.name}  ${key.scopes.join(",")}  ${stateOf(key, io.clock.now())}${key.budgets.map(showBudget).join("")}\n`);
  if (keys.length === 0) io.err("There are no keys. `premise keys create NAME` makes one.\n");
}

async function revoke(io: Io, key: string, { json }: { readonly json?: boolean }): Promise<void> {
  const revoked = await use(io, (access) => access.revoke(key));
  if (json === true) return printJson(io, revoked);
  io.err(`Key ${revoked.id} (${revoked.name}) is revoked.\n`);
}

async function use<T>(io: Io, act: (access: KeysAccess) => Promise<T>): Promise<T> {
  const [{ readSettings }, { withKeys }] = await Promise.all([import("../assemble.ts"), import("../keys/access.ts")]);
  return await withKeys(io, readSettings(io, {}), act);
}

function stateOf({ revokedAt, expiresAt }: KeyBody, now: Date): string {
  if (revokedAt !== null) return `revoked ${revokedAt}`;
  if (expiresAt === null) return "in force";
  return expiresAt <= now.toISOString() ? `ran out ${expiresAt}` : `until ${expiresAt}`;
}

function showBudget({ unit, limit, spent, reserved, currency }: KeyBody["budgets"][number]): string {
  const scale = unit === "micros" ? 1e6 : 1;
  return `  ${spent / scale} of ${limit / scale} ${currency ?? unit}${reserved > 0 ? ` (${reserved / scale} held)` : ""}`;
}

function collectScope(value: string, before: readonly Scope[] | undefined): Scope[] {
  if (value !== "infer" && value !== "read" && value !== "admin") throw invalid("--scope", `expected infer, read or admin, got "${value}"`, command);
  return [...new Set<Scope>([...(before ?? []), value])];
}

function collectBudget(value: string, before: readonly Budget[] | undefined): Budget[] {
  const [, unit = "", amount = ""] = /^(tokens|requests|[A-Z]{3})=(\d{1,15}(?:\.\d{1,6})?)$/.exec(value) ?? [];
  const isMoney = /^[A-Z]{3}$/.test(unit);
  const limit = isMoney ? Math.round(Number(amount) * 1e6) : Number(amount);
  if (unit === "" || !Number.isSafeInteger(limit)) throw invalid("--budget", `expected tokens=N, requests=N or a currency as in EUR=2.50, got "${value}"`, command);
  const budget: Budget = { unit: isMoney ? "micros" : (unit as "tokens" | "requests"), limit, currency: isMoney ? unit : null };
  if (before?.some((each) => each.unit === budget.unit) === true) throw invalid("--budget", `${unit} is given twice`, command);
  return [...(before ?? []), budget];
}

/** Seconds. */
function parseTime(value: string): number {
  const [, count = "", unit = ""] = /^(\d{1,5})([hd])$/.exec(value) ?? [];
  if (count === "" || Number(count) < 1) throw invalid("--expires", `expected hours or days as in 12h or 30d, got "${value}"`, command);
  return Number(count) * (unit === "h" ? 3600 : 86_400);
}
