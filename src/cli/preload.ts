/** @module A head start for the engine: its thread loads while the command's own code does. */

/** Call it first. The exact world needs no engine. */
export function preloadEngine(model: string | undefined): void {
  if (model?.startsWith("world") === true) return;
  void import("../predictor/llama/thread.ts").then(({ preloadThread }) => preloadThread());
}
