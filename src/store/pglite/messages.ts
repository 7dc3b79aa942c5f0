/** @module What the main thread and the thread of the embedded database say to each other. */
import type { ErrorWire } from "../../errors/premise-error.ts";
import type { Store } from "../store.ts";

export type Method = Exclude<keyof Store, "kind" | "close" | symbol>;

/** The first opens; null is a database in memory. */
export type Question =
  | { readonly id: number; readonly method: "open-store"; readonly args: readonly [directory: string | null] }
  | { readonly id: number; readonly method: Method | "close"; readonly args: readonly unknown[] };

export type Answer = { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: ErrorWire };
