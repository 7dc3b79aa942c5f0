/** @module The queue of a model: runs that wait for whoever has it. */

/** @param model as it was named: its workers name it alike. */
export function queueOf(model: string): string {
  return `model:${model}`;
}
