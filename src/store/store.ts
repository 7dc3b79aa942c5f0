/** @module The interface of what the gateway keeps: keys, budgets, a ledger of every request, and recorded texts. Implementations: `pglite/`, `postgres/`. */

/** What a key may do: `infer` asks models, `read` looks at runs and usage, `admin` makes and revokes keys. */
export type Scope = "infer" | "read" | "admin";
export const scopes: readonly Scope[] = ["infer", "read", "admin"];

/** A key without its secret, which is kept nowhere: only the SHA-256 of it is. Dates are ISO 8601. */
export type ApiKey = {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  /** null: no limit of its own. */
  readonly requestsPerMinute: number | null;
};

/** An amount of everything that a budget can limit. `micros`: millionths of `Budget.currency`. */
export type Charge = { readonly requests: number; readonly tokens: number; readonly micros: number };
export type BudgetUnit = keyof Charge;

/** Of one key. `spent` is settled, `reserved` is held by requests that are under way. Whole numbers; money in millionths of `currency`. */
export type Budget = {
  readonly keyId: string;
  readonly unit: BudgetUnit;
  readonly limit: number;
  readonly spent: number;
  readonly reserved: number;
  /** Of money only. */
  readonly currency: string | null;
};

export type NewKey = Pick<ApiKey, "id" | "name" | "scopes" | "createdAt" | "expiresAt" | "requestsPerMinute"> & {
  /** Hex SHA-256 of the secret. */
  readonly hash: string;
  readonly budgets: readonly { readonly unit: BudgetUnit; readonly limit: number; readonly currency: string | null }[];
};

/** A key as the gateway checks it. */
export type KeyRecord = ApiKey & { readonly hash: string; readonly budgets: readonly Budget[] };

/** A request that begins. `hold` is the most that it can cost; it is reserved until the request is settled. */
export type Opening = {
  /** Unique for ever: an opening that comes a second time changes nothing. */
  readonly requestId: string;
  /** The gateway's data directory, so that what it left open can be closed when it comes back. */
  readonly owner: string;
  readonly keyId: string | null;
  readonly route: string;
  readonly model: string | null;
  readonly streamed: boolean;
  readonly openedAt: string;
  readonly hold: Charge;
  /** True: it was admitted already (from the journal), so no budget refuses it any more. */
  readonly admitted: boolean;
};

/** `done`; `failed`: answered with an error; `gone`: the client left; `stopped`: ended by the gateway (revoked key, shutdown); `lost`: the gateway died over it. */
export type RequestOutcome = "done" | "failed" | "gone" | "stopped" | "lost";

/** Tokens of one request. `generatedTokens` are those that were handed to the client. */
export type Usage = { readonly promptTokens: number; readonly cachedTokens: number; readonly scoredTokens: number; readonly generatedTokens: number };

/** How a request ended. One that comes a second time changes nothing. */
export type Settlement = {
  readonly requestId: string;
  readonly settledAt: string;
  readonly outcome: RequestOutcome;
  /** HTTP status of the answer; null when none was begun. */
  readonly status: number | null;
  readonly usage: Usage;
  /** What the budgets are charged; may differ from the hold either way. */
  readonly charge: Charge;
  /** False where a server did not tell its usage, so that the hold was charged. */
  readonly exact: boolean;
};

export type LedgerRow = Omit<Opening, "admitted"> & { readonly settlement: Omit<Settlement, "requestId"> | null };

export type Refusal = { readonly unit: BudgetUnit; readonly limit: number; readonly left: number; readonly currency: string | null };

export type UsageRow = Usage & { readonly keyId: string | null; readonly model: string | null; readonly requests: number; readonly micros: number };

/** A run's texts by id: its file as `runs/` writes it, line by line. */
export type RunText = { readonly id: string; readonly text: string };

/** Where drivers of PostgreSQL reach the store's database: a server's URL, or a folder with a socket (or a loopback host) of the embedded one, which serves one connection at a time. */
export type DatabaseAddress = { readonly kind: "postgres"; readonly url: string } | { readonly kind: "pglite"; readonly host: string; readonly port: number };

export interface Store extends AsyncDisposable {
  readonly kind: "pglite" | "postgres";
  /** Of the embedded database: from now on it listens there. */
  address(): Promise<DatabaseAddress>;
  /** @throws PremiseError `store/key-exists` for a name that a key which is not revoked has. */
  createKey(key: NewKey): Promise<void>;
  /** All, revoked ones included, oldest first. */
  listKeys(): Promise<readonly KeyRecord[]>;
  /** By id or name. Revoking twice keeps the first date. @throws PremiseError `store/no-key`. */
  revokeKey(key: string, at: string): Promise<ApiKey>;
  /**
   * Writes the openings in order and holds their amounts; all or nothing of the call is written.
   * @returns for each, null when it is admitted, or which budget refuses it (nothing is written of it then). Concurrent calls, of other processes too, never overspend.
   */
  open(openings: readonly Opening[]): Promise<readonly (Refusal | null)[]>;
  /** Ends requests: what was held is given back and the charge is spent, once. Ids that were never opened are ignored. */
  settle(settlements: readonly Settlement[]): Promise<void>;
  /** Writes requests that have been admitted and have ended before the store ever heard of them; a second time nothing happens. */
  record(ended: readonly { readonly opening: Opening; readonly settlement: Settlement }[]): Promise<void>;
  /** Requests of `owner` that are open, oldest first. */
  listOpen(owner: string): Promise<readonly LedgerRow[]>;
  /** Newest first. */
  listRequests(filter: { readonly limit: number; readonly keyId?: string }): Promise<readonly LedgerRow[]>;
  /** Sums over requests that were settled at `since` (ISO 8601) or later, by key and model. */
  sumUsage(filter: { readonly since?: string; readonly keyId?: string }): Promise<readonly UsageRow[]>;
  /** Adds lines to a run's text; `size` is its length in bytes before, 0 for a new one. @throws PremiseError `run/write-failed` when it has another length. */
  appendRun(id: string, text: string, size: number): Promise<void>;
  listRuns(): Promise<readonly RunText[]>;
  /** Whose id begins so; at most two, so that an ambiguous beginning is seen. */
  findRuns(beginning: string): Promise<readonly RunText[]>;
  /** Waits for what is under way, then closes. */
  close(): Promise<void>;
}
