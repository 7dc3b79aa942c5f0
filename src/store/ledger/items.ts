/** @module What is on its way to the store. */
import { isPremiseError, PremiseError } from "../../errors/premise-error.ts";
import type { Clock } from "../../random/clock.ts";
import type { Opening, Refusal, Settlement } from "../store.ts";

/** `isUrgent`: somebody waits for it. */
export type OpeningItem = {
  readonly opening: Opening;
  readonly isUrgent: boolean;
  readonly since: number;
  /** Called once. */
  readonly onAnswer: (refusal: Refusal | null) => void;
  readonly onFailed: (error: unknown) => void;
  /** The store may have it, though nobody has heard so. */
  wasSent: boolean;
  isDropped: boolean;
  /** How it ended already. */
  ended: SettlementItem | null;
};

export type SettlementItem = { readonly settlement: Settlement; readonly isUrgent: boolean; readonly onStored: () => void };

export function toUnavailable(error: unknown): PremiseError {
  if (isPremiseError(error) && error.code === "store/unavailable") return error;
  return new PremiseError("store/unavailable", { problem: error instanceof Error ? error.message : String(error) }, { cause: error });
}

/** It costs nothing. */
export function toUnused(requestId: string, clock: Clock): Settlement {
  const usage = { promptTokens: 0, cachedTokens: 0, scoredTokens: 0, generatedTokens: 0 };
  return { requestId, settledAt: clock.now().toISOString(), outcome: "stopped", status: null, usage, charge: { requests: 0, tokens: 0, micros: 0 }, exact: true };
}
