/** @module The books over all rounds: what the server says of keys, budgets and sums must follow from the rows that it has shown. */
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { readKeys, readUsage, type Row } from "../server/rows.ts";
import type { GatewayServer } from "../server/server.ts";

export class Books {
  /** Names of keys that were acknowledged. */
  readonly keys = new Set<string>();
  readonly #rows = new Map<string, Row>();

  get size(): number {
    return this.#rows.size;
  }

  add(rows: readonly Row[]): void {
    for (const row of rows) this.#rows.set(row.requestId, row);
  }

  /** The server is idle. */
  async compare(server: GatewayServer): Promise<{ readonly budgets: string[]; readonly sums: string[]; readonly keys: string[] }> {
    const keys = await readKeys(server);
    const rows = [...this.#rows.values()];
    const budgets = keys.flatMap(({ id, name, budgets: own }) => own.flatMap(({ unit, spent, reserved }) => {
      const due = rows.filter(({ keyId }) => keyId === id).reduce((sum, { settlement }) => sum + (settlement?.charge[unit] ?? 0), 0);
      return spent === due && reserved === 0 ? [] : [`${name}: ${spent} ${unit} spent and ${reserved} held, rows are charged ${due}`];
    }));
    const usage = (await readUsage(server)).reduce((sum, each) => ({ requests: sum.requests + each.requests, tokens: sum.tokens + each.generatedTokens }), { requests: 0, tokens: 0 });
    const tokens = rows.reduce((sum, { settlement }) => sum + (settlement?.usage.generatedTokens ?? 0), 0);
    const isSame = usage.requests === rows.length && usage.tokens === tokens;
    const names = new Set(keys.map(({ name }) => name));
    return {
      budgets,
      sums: isSame ? [] : [`the server sums ${usage.requests} requests and ${usage.tokens} tokens, its rows are ${rows.length} with ${tokens}`],
      keys: [...this.keys].filter((name) => !names.has(name)).map((name) => `${name} is gone`),
    };
  }
}

/** Straight in the database of a server that is stopped, since the HTTP answer names each id once. */
export async function findDoubleRows(directory: string, expected: number): Promise<string[]> {
  const database = await PGlite.create(join(directory, "store"));
  try {
    const { rows: [counts] } = await database.query<Record<"ended" | "different" | "open" | "both", number>>(`select
      (select count(*)::int from premise_requests) as ended, (select count(distinct id)::int from premise_requests) as different,
      (select count(*)::int from premise_open_requests) as open, (select count(*)::int from premise_open_requests join premise_requests using (id)) as both`);
    const { ended, different, open, both } = counts ?? { ended: -1, different: -1, open: -1, both: -1 };
    return ended === expected && different === ended && open === 0 && both === 0 ? [] : [`${ended} rows with ${different} ids, ${open} open, ${both} open and ended; ${expected} were seen`];
  } finally {
    await database.close();
  }
}
