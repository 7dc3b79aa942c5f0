/** @module Workers look after each other: what a dead one has begun goes back into its queue. */
import type { Presence } from "./presence.ts";
import type { Tables } from "./tables.ts";

export type TakeoverSetting = {
  readonly tables: Pick<Tables, "listExecutors" | "putBack">;
  readonly presence: Presence;
  readonly version: string;
  readonly queues: readonly string[];
  /** Between two looks. */
  readonly lookMs?: number;
};

/** An executor is dead when it was not seen in so many looks, one after the other: after a restart of the server all locks are free for a moment. */
const looksUntilDead = 3;

/** Runs until it is stopped; a mistake about who is dead is harmless, since a run that is begun elsewhere takes no steps from here any more. */
export function watchOver({ tables, presence, version, queues, lookMs = 1000 }: TakeoverSetting): () => void {
  const unseen = new Map<string, number>();
  let stopped = false;
  const look = async (): Promise<void> => {
    const isLiving = await presence.look();
    const missing = (await tables.listExecutors(version, queues)).filter((executor) => !isLiving(executor));
    for (const executor of unseen.keys()) if (!missing.includes(executor)) unseen.delete(executor);
    // While our own lock is young, others may not have theirs again.
    const since = presence.heldSince();
    if (since === null || performance.now() - since < looksUntilDead * lookMs) return;
    for (const executor of missing) unseen.set(executor, (unseen.get(executor) ?? 0) + 1);
    const dead = missing.filter((executor) => (unseen.get(executor) ?? 0) >= looksUntilDead);
    if (dead.length > 0 && !stopped) await tables.putBack(dead, queues);
  };
  let timer: NodeJS.Timeout;
  const next = (): void => {
    timer = setTimeout(() => {
      // When the server is away, nobody can be looked for.
      void look().catch(() => unseen.clear()).finally(() => stopped || next());
    }, lookMs).unref();
  };
  next();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
