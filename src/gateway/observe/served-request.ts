/** @module What is known of a request when it has ended. */
import type { Credences } from "../../protocol/results.ts";
import type { Usage } from "../../store/store.ts";

export type Served = {
  readonly requestId: string;
  readonly method: string;
  /** The route's own path, without what the client put into it. */
  readonly route: string;
  readonly model: string | null;
  readonly keyId: string | null;
  readonly status: number;
  readonly outcome: "done" | "failed" | "gone" | "stopped";
  readonly code: string | null;
  /** Of a failure of ours, for the log alone. */
  readonly detail: string | null;
  readonly usage: Usage | null;
  /** Of what was drawn for a question that was asked, accepted or refused; null where none was asked. */
  readonly credences: Credences | null;
  readonly seconds: number;
  readonly traced: Readonly<Record<string, string | number>>;
};
