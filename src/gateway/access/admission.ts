/** @module Who may be served: key, scope, rate, and, where no key is needed, that the request comes from this machine's own programs. */
import { RateLimiterMemory, type RateLimiterRes } from "rate-limiter-flexible";
import { PremiseError } from "../../errors/premise-error.ts";
import type { KeyRecord, Scope } from "../../store/store.ts";
import { type KeyBook, type Pass, requireScope } from "./key-book.ts";
import { parseKey } from "./secret.ts";

export type AdmissionSetting = {
  readonly keys: KeyBook;
  readonly requiresKey: boolean;
  /** The local administrator's token, which other commands on this machine read from the data directory; null: none. */
  readonly localToken: string | null;
  /** Origins of pages whose scripts may call; none by default. */
  readonly origins: readonly string[];
};

export type Admission = { readonly admit: (headers: Headers, url: string, scope: Scope | null) => Promise<Pass | null> };

export function createAdmission({ keys, requiresKey, localToken, origins }: AdmissionSetting): Admission {
  const rates = new Map<string, RateLimiterMemory>();
  return {
    async admit(headers, url, scope) {
      const given = readKey(headers);
      requireOwnOrigin(headers, url, origins);
      if (scope === null) return null;
      if (localToken !== null && given === localToken) return null;
      // Programs send some text as a key because they must; where none is needed only ours counts.
      if (given === null || (!requiresKey && parseKey(given) === null)) {
        if (requiresKey || scope === "admin") throw new PremiseError("gateway/no-key-given");
        requireLoopbackName(url);
        return null;
      }
      const pass = await keys.admit(given);
      requireScope(pass.key, scope);
      if (scope === "infer") await keepRate(rates, pass.key);
      return pass;
    },
  };
}

function readKey(headers: Headers): string | null {
  const value = headers.get("authorization") ?? "";
  const bearer = /^Bearer +(\S+)$/i.exec(value)?.[1];
  return bearer ?? headers.get("x-api-key");
}

async function keepRate(rates: Map<string, RateLimiterMemory>, { id, requestsPerMinute }: KeyRecord): Promise<void> {
  if (requestsPerMinute === null) return;
  const limiter = rates.get(id) ?? new RateLimiterMemory({ points: requestsPerMinute, duration: 60 });
  rates.set(id, limiter);
  try {
    await limiter.consume(id);
  } catch (left) {
    throw new PremiseError("gateway/too-many-requests", { limit: requestsPerMinute, seconds: Math.max(1, Math.ceil((left as RateLimiterRes).msBeforeNext / 1000)) });
  }
}

/** A page elsewhere must not use a browser to reach a server that trusts this machine. */
function requireOwnOrigin(headers: Headers, url: string, origins: readonly string[]): void {
  const origin = headers.get("origin");
  if (origin === null || origins.includes(origin) || (URL.canParse(origin) && new URL(origin).host === hostOf(url))) return;
  throw new PremiseError("gateway/wrong-origin", { origin });
}

/** A name of elsewhere that was made to point here (DNS rebinding) is none of ours. */
function requireLoopbackName(url: string): void {
  if (!isLoopback(hostOf(url).replace(/:\d+$/, ""))) throw new PremiseError("gateway/no-key-given");
}

/** Without the work of a URL, since every request comes here. */
function hostOf(url: string): string {
  return /^https?:\/\/([^/?#]*)/i.exec(url)?.[1]?.toLowerCase() ?? "";
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host);
}
