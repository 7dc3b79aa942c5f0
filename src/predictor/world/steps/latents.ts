/** @module What is latent in a stepwise world: date, whether AI exists, author; with prior probabilities. */
import type { StepAuthor, StepWorld, WorldDate } from "./step-world.ts";

export type Latent = {
  readonly date: WorldDate;
  readonly aiExists: boolean;
  readonly author: StepAuthor;
  /** P(date, whether AI exists, author). */
  readonly prior: number;
};

/** All that are possible, in order of dates, then worlds without and with AI, then authors; the priors sum to 1. An AI writes only where AI exists. */
export function listLatents(world: StepWorld): Latent[] {
  return world.dates.flatMap((date) => [false, true].flatMap((aiExists) => world.authors.flatMap((author) => {
    const prior = date.share * (aiExists ? date.aiExists : 1 - date.aiExists) * authorShare(author, date, aiExists);
    return prior > 0 ? [{ date, aiExists, author, prior }] : [];
  })));
}

function authorShare({ kind, share }: StepAuthor, { aiShare }: WorldDate, aiExists: boolean): number {
  if (!aiExists) return kind === "ai" ? 0 : share;
  return share * (kind === "ai" ? aiShare : 1 - aiShare);
}
