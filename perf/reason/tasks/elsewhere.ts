/** @module Steps of a careful reasoner to questions that no task here asks: they show care and hold nothing of use. */

/** Written for this purpose. */
export const elsewhereSteps: readonly string[] = [
  "The bell rings at noon and the shop shuts one hour after it.",
  "So the shop shuts at one o'clock, and it is open again from two.",
  "A letter to the north goes by the morning post, which leaves at eight.",
  "This one was written at nine, so it can't have gone before the next day.",
  "The path has three gates, and the second is the only one that is locked.",
  "Whoever came in by the lane has passed the first gate and not the second.",
  "The choir has four voices, and the tenors are the fewest of them.",
  "If two tenors are ill, the piece in four parts can't be sung on Sunday.",
  "The tea tin was full on Monday and a third of it is drunk every week.",
  "After three weeks it is empty, so it has to be filled before the guests come.",
  "The old map names the village by the river and not the one on the hill.",
  "So the map was drawn before the village on the hill was built.",
];
