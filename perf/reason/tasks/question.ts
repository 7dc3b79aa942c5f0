/** @module A question of any task: choices with the right one, good steps to it where there are any, and good steps to others. */

export type TaskId = "arithmetic" | "openbookqa";

export type TaskQuestion = {
  readonly id: string;
  readonly task: TaskId;
  readonly kind: string;
  readonly text: string;
  readonly choices: readonly string[];
  /** Which of the choices is right. */
  readonly answer: number;
  /** A person's written steps to this question; null where nobody wrote any. */
  readonly others: readonly string[] | null;
  /** Steps to other questions, which say nothing of this one. */
  readonly elsewhere: readonly string[];
};

/** Questions, or why there are none. */
export type TaskSource = { readonly kind: "read"; readonly questions: readonly TaskQuestion[] } | { readonly kind: "skipped"; readonly reason: string };
