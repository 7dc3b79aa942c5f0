/** @module What the database says when it fails, in the words of the table of errors. */
import { isPremiseError, PremiseError, toPremiseError } from "../../errors/premise-error.ts";

/** SQLSTATEs after which the same call may succeed: connections, resources, shutdown, time limits. Source: PostgreSQL manual, appendix A. */
const unavailable = /^(08|53|57|58|28|3D|25P03|55P03)/;
/** Serialization failure, deadlock: the transaction was taken back and can be made again. */
const repeatable = new Set(["40001", "40P01"]);
const times = 5;
const sqlState = /^[0-9FHPX][0-9A-Z]{4}$/;
/** Mistakes of a program. */
const mistakes = [TypeError, RangeError, ReferenceError, SyntaxError];

/** Makes a call again when it lost against another; drizzle's own errors, which tell the values, become those of the table. */
export async function withFailures<T>(call: () => Promise<T>): Promise<T> {
  for (let left = times; ; left--) {
    try {
      return await call();
    } catch (error) {
      const cause = findCause(error);
      if (left > 1 && repeatable.has(codeOf(cause))) continue;
      throw toStoreError(cause);
    }
  }
}

/** An error without a SQLSTATE comes from the connection: the network, a closed pool. */
function toStoreError(cause: unknown): PremiseError {
  if (mistakes.some((mistake) => cause instanceof mistake)) return toPremiseError(cause);
  if (isPremiseError(cause)) return cause;
  const code = codeOf(cause);
  const problem = describe(cause);
  if (sqlState.test(code) && !unavailable.test(code)) return new PremiseError("internal", { problem: `${problem} (SQLSTATE ${code})` }, { cause });
  return new PremiseError("store/unavailable", { problem }, { cause });
}

function findCause(error: unknown): unknown {
  const cause = error instanceof Error && !isPremiseError(error) ? error.cause : undefined;
  return cause instanceof Error ? findCause(cause) : error;
}

function codeOf(error: unknown): string {
  const code = typeof error === "object" && error !== null ? (error as { readonly code?: unknown }).code : undefined;
  return typeof code === "string" ? code : "";
}

/** One that stands for several addresses has no words of its own. */
function describe(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return describe(error.errors[0]);
  return error instanceof Error && error.message !== "" ? error.message : codeOf(error) || String(error);
}
