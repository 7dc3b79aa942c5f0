/** @module The one error class, and the guard that recognises it across package copies. */
import { errorTable, type ErrorCode, type ErrorRow } from "./table.ts";

const brand = Symbol.for("premise.error");

export type ErrorDetails = Readonly<Record<string, string | number>>;

/** An error of the table. `message` is the row's text with `details` filled in; it never contains secrets. */
export class PremiseError extends Error {
  override readonly name = "PremiseError";
  readonly [brand] = true;
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(fill(errorTable[code].message, details), options);
    this.code = code;
    this.details = details;
  }

  /** The table's row: HTTP status, exit code and OpenAI type. */
  get row(): ErrorRow {
    return errorTable[this.code];
  }

  /** What crosses a process or thread border; `fromWire` makes the error again. */
  toJSON(): ErrorWire {
    return { code: this.code, message: this.message, details: this.details };
  }
}

export type ErrorWire = { readonly code: ErrorCode; readonly message: string; readonly details: ErrorDetails };

export function isPremiseError(value: unknown): value is PremiseError {
  return typeof value === "object" && value !== null && (value as Record<symbol, unknown>)[brand] === true;
}

/** Any thrown value as a `PremiseError`; what is not ours becomes `internal`. */
export function toPremiseError(value: unknown): PremiseError {
  if (isPremiseError(value)) return value;
  const problem = value instanceof Error ? value.message : String(value);
  return new PremiseError("internal", { problem: oneLine(problem) }, { cause: value });
}

export function fromWire(wire: ErrorWire): PremiseError {
  return new PremiseError(wire.code, wire.details);
}

function fill(message: string, details: ErrorDetails): string {
  return message.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = details[name];
    return value === undefined ? place : oneLine(String(value));
  });
}

function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, " ");
}
