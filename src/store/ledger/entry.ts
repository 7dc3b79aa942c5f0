/** @module A request in the journal: where its lines are, and which of them are still needed. */
import { PremiseError } from "../../errors/premise-error.ts";
import type { Clock } from "../../random/clock.ts";
import type { Journal, Segment } from "../journal.ts";
import type { Entry } from "../ledger.ts";
import type { Charge, Settlement, Usage } from "../store.ts";
import { formatProgress, formatSettlement, type Line } from "./lines.ts";
import type { OpeningItem, SettlementItem } from "./items.ts";
import type { Sender } from "./sender.ts";

type Parts = { readonly journal: Journal<Line>; readonly sender: Sender; readonly clock: Clock };

export class JournalEntry implements Entry {
  readonly requestId: string;
  readonly #parts: Parts;
  readonly #isUrgent: boolean;
  readonly #onEnded: (charge: Charge) => void;
  /** Of an opening that the store may not have yet. */
  #opening: OpeningItem | null = null;
  #isStored: boolean;
  #isRecorded = false;
  #progress: Segment | null = null;
  #settlement: SettlementItem | null = null;

  constructor(requestId: string, parts: Parts, { isUrgent, isStored, onEnded }: { readonly isUrgent: boolean; readonly isStored: boolean; readonly onEnded: (charge: Charge) => void }) {
    this.requestId = requestId;
    this.#parts = parts;
    this.#isUrgent = isUrgent;
    this.#isStored = isStored;
    this.#onEnded = onEnded;
  }

  /** The opening is on its way. */
  follow(opening: OpeningItem): void {
    this.#opening = opening;
  }

  /** The store has the opening. */
  onOpeningStored(): void {
    this.#isStored = true;
    if (this.#settlement !== null && !this.#isRecorded) this.#parts.sender.settle(this.#settlement);
  }

  progress(usage: Usage): void {
    if (this.#settlement !== null) return;
    requireAmounts("usage", usage);
    const before = this.#progress;
    this.#progress = this.#parts.journal.append(formatProgress(this.requestId, usage));
    if (before !== null) this.#parts.journal.release(before);
  }

  settle(end: Parameters<Entry["settle"]>[0]): void {
    if (this.#settlement !== null) return;
    requireAmounts("usage", end.usage);
    requireAmounts("charge", end.charge);
    const { journal, sender, clock } = this.#parts;
    const { outcome, status, usage, charge, exact } = end;
    const settlement: Settlement = { requestId: this.requestId, settledAt: clock.now().toISOString(), outcome, status, usage, charge, exact };
    let segment: Segment | null = null;
    const item: SettlementItem = { settlement, isUrgent: this.#isUrgent, onStored: () => this.#release(segment) };
    this.#settlement = item;
    try {
      segment = journal.append(formatSettlement(settlement));
    } finally {
      if (this.#isStored) sender.settle(item);
      else if (this.#opening === null) sender.outstanding.add(item);
      else this.#isRecorded = sender.settleWith(this.#opening, item);
      this.#onEnded(charge);
    }
  }

  #release(settlement: Segment | null): void {
    for (const segment of [settlement, this.#progress]) if (segment !== null) this.#parts.journal.release(segment);
  }
}

/** @throws PremiseError `internal`: what is no whole number would stop a whole batch in the database. */
export function requireAmounts(name: string, amounts: Readonly<Record<string, number>>): void {
  for (const [unit, amount] of Object.entries(amounts)) {
    if (!Number.isSafeInteger(amount) || amount < 0) throw new PremiseError("internal", { problem: `${name}.${unit} is ${amount}` });
  }
}
