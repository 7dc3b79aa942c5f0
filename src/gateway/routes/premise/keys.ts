/** @module POST, GET and DELETE /premise/v1/keys; GET /premise/v1/usage and /premise/v1/requests. */
import { type KeyBody, keyList, keyRequest, type KeyRequest, newKeyBody, type NewKeyBody, requestsQuery, revokedKeyBody, usageQuery } from "../../../protocol/premise/requests.ts";
import type { KeyRecord, Store } from "../../../store/store.ts";
import { createSecret } from "../../access/secret.ts";
import type { GatewayDeps } from "../../deps.ts";
import { plain } from "../../http/answer.ts";
import { free } from "../../pipeline/plan.ts";
import { route, type Route } from "../../pipeline/route.ts";

const common = { tag: "Premise", perModel: false, givesText: false } as const;

/** Makes a key in the store. The secret is in what is given back and nowhere else. */
export async function createKey(store: Store, request: KeyRequest, made: { readonly now: Date; readonly drawBytes: (count: number) => Buffer }): Promise<NewKeyBody> {
  const { id, key, hash } = createSecret(made.drawBytes);
  const about = { id, name: request.name, scopes: request.scopes, createdAt: made.now.toISOString(), expiresAt: request.expiresAt, requestsPerMinute: request.requestsPerMinute };
  await store.createKey({ ...about, hash, budgets: request.budgets });
  return { key, ...about };
}

/** A key as it may be shown: without its hash. */
export function showKey({ id, name, scopes, createdAt, expiresAt, revokedAt, requestsPerMinute, budgets }: KeyRecord): KeyBody {
  const shown = budgets.map(({ unit, limit, spent, reserved, currency }) => ({ unit, limit, spent, reserved, currency }));
  return { id, name, scopes: [...scopes], createdAt, expiresAt, revokedAt, requestsPerMinute, budgets: shown };
}

export function keysRoutes(deps: GatewayDeps): Route[] {
  return [
    route<KeyRequest>({
      ...common, method: "post", path: "/premise/v1/keys", summary: "Make a key.", scope: "admin", body: keyRequest,
      answer: { description: "The key, shown this once.", schema: newKeyBody }, errors: [409],
      plan: ({ body }) => free(async () => {
        const made = await createKey(await deps.store, body, { now: deps.clock.now(), drawBytes: deps.drawBytes });
        await deps.keys.refresh();
        return plain(made);
      }),
    }),
    route({
      ...common, method: "get", path: "/premise/v1/keys", summary: "All keys, without their secrets.", scope: "admin", body: null,
      answer: { description: "The keys with their budgets.", schema: keyList },
      plan: () => free(async () => {
        await deps.ledger.flush();
        return plain({ keys: (await (await deps.store).listKeys()).map(showKey) });
      }),
    }),
    route({
      ...common, method: "delete", path: "/premise/v1/keys/:id", summary: "Revoke a key, by id or name; streams under it end.", scope: "admin", body: null,
      answer: { description: "The revoked key.", schema: revokedKeyBody },
      plan: ({ params }) => free(async () => {
        const revoked = await (await deps.store).revokeKey(params["id"] ?? "", deps.clock.now().toISOString());
        await deps.keys.refresh();
        return plain(revoked);
      }),
    }),
  ];
}

export function ledgerRoutes(deps: GatewayDeps): Route[] {
  return [
    route({
      ...common, method: "get", path: "/premise/v1/usage", summary: "Tokens and money by key and model.", scope: "read", body: null, query: usageQuery,
      answer: { description: "Sums over settled requests." },
      plan: ({ query }) => free(async () => {
        await deps.ledger.flush();
        const { since, key } = query;
        return plain({ usage: await (await deps.store).sumUsage({ ...(since === undefined ? {} : { since }), ...(key === undefined ? {} : { keyId: key }) }) });
      }),
    }),
    route({
      ...common, method: "get", path: "/premise/v1/requests", summary: "The ledger, newest first.", scope: "read", body: null, query: requestsQuery,
      answer: { description: "Rows of the ledger." },
      plan: ({ query }) => free(async () => {
        await deps.ledger.flush();
        const { limit, key } = query;
        return plain({ requests: await (await deps.store).listRequests({ limit: Number(limit ?? 100), ...(key === undefined ? {} : { keyId: key }) }) });
      }),
    }),
  ];
}
