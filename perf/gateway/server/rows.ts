/** @module The ledger and the keys, as the running server tells them. */
import { PremiseError } from "../../../src/errors/premise-error.ts";
import type { Budget, LedgerRow, UsageRow } from "../../../src/store/store.ts";
import type { GatewayServer } from "./server.ts";

/** More are not given at once. */
const most = 9999;

export type Row = LedgerRow;
export type ShownKey = { readonly id: string; readonly name: string; readonly budgets: readonly Omit<Budget, "keyId">[] };

/** Rows of the requests whose ids begin so. @throws PremiseError `internal` when there may be more than the server gives. */
export async function readRows(server: GatewayServer, beginning = ""): Promise<Row[]> {
  const { requests } = await server.manage<{ requests: Row[] }>(`/premise/v1/requests?limit=${most}`);
  const own = requests.filter(({ requestId }) => requestId.startsWith(beginning));
  if (own.length >= most) throw new PremiseError("internal", { problem: `the ledger has ${most} rows or more, and gives no more at once: make it shorter` });
  return own;
}

export async function readUsage(server: GatewayServer): Promise<readonly UsageRow[]> {
  return (await server.manage<{ usage: UsageRow[] }>("/premise/v1/usage")).usage;
}

export async function readKeys(server: GatewayServer): Promise<readonly ShownKey[]> {
  return (await server.manage<{ keys: ShownKey[] }>("/premise/v1/keys")).keys;
}

export type MadeKey = { readonly id: string; readonly name: string; readonly key: string };

export async function makeKey(server: GatewayServer, name: string, limits: Readonly<Partial<Record<"requests" | "tokens", number>>>): Promise<MadeKey> {
  return await server.manage<MadeKey>("/premise/v1/keys", { name, budgets: Object.entries(limits).map(([unit, limit]) => ({ unit, limit })) });
}

/** The row of a request: the server adds to the id that it was given. */
export function findRow(rows: readonly Row[], sent: string): Row[] {
  return rows.filter(({ requestId }) => requestId.startsWith(`${sent}.`));
}
