/** @module A model's weights widened to 32-bit floats for tests: on them results hardly depend on kernels and batches (docs/golden.md), so that tests can be strict. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadLlama } from "../../src/predictor/llama/bindings.ts";
import { locateLibrary } from "../../src/predictor/llama/library.ts";

/** A file of about four bytes a weight (1.1 GB for Gemma) in a folder of its own, which `dispose` removes. */
export class WidenedModel implements Disposable {
  readonly path: string;
  readonly #folder: string;

  constructor(source: string) {
    this.#folder = mkdtempSync(join(tmpdir(), "premise-widened-"));
    this.path = join(this.#folder, "f32.gguf");
    loadLlama(locateLibrary()).widen(source, this.path, 2);
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
