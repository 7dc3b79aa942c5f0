/** @module Events that come in when they do, and are read in portions. */

export class EventQueue<T> {
  readonly #waiting: T[] = [];
  #wake = Promise.withResolvers<void>();
  #ended = false;

  /** How many nobody has read yet. */
  get length(): number {
    return this.#waiting.length;
  }

  push(events: readonly T[]): void {
    for (const event of events) this.#waiting.push(event);
    this.#wake.resolve();
  }

  /** Nothing more will come. */
  end(): void {
    this.#ended = true;
    this.#wake.resolve();
  }

  /** Portions of at most `most` events, until the end. */
  async *read(most = Infinity): AsyncGenerator<T[]> {
    while (!this.#ended || this.#waiting.length > 0) {
      if (this.#waiting.length === 0) await this.#wake.promise;
      this.#wake = Promise.withResolvers();
      yield this.#waiting.splice(0, most);
    }
  }
}
