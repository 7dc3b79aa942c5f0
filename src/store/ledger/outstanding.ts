/** @module What the store does not have yet, in order, so that one can wait for all that came before. */

type Waiter = { readonly mark: number; readonly resolve: () => void; readonly reject: (error: unknown) => void };

export class Outstanding {
  readonly #numbers = new Map<object, number>();
  #waiters: Waiter[] = [];
  #count = 0;
  #failure: { readonly error: unknown } | null = null;

  get size(): number {
    return this.#numbers.size;
  }

  /** Whether somebody waits for all of it. */
  get isAwaited(): boolean {
    return this.#waiters.length > 0;
  }

  has(item: object): boolean {
    return this.#numbers.has(item);
  }

  /** A second time nothing happens. */
  add(item: object): void {
    if (!this.#numbers.has(item)) this.#numbers.set(item, ++this.#count);
  }

  delete(item: object): void {
    this.#numbers.delete(item);
    if (this.#waiters.length === 0) return;
    const oldest = this.#oldest;
    const done = this.#waiters.filter(({ mark }) => mark < oldest);
    this.#waiters = this.#waiters.filter(({ mark }) => mark >= oldest);
    for (const { resolve } of done) resolve();
  }

  /** Resolves when nothing that is in it now is in it any more. */
  flush(): Promise<void> {
    const mark = this.#count;
    if (mark < this.#oldest) return Promise.resolve();
    if (this.#failure !== null) return Promise.reject(this.#failure.error as Error);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiters.push({ mark, resolve, reject });
    return promise;
  }

  /** Nothing will leave it any more. */
  fail(error: unknown): void {
    this.#failure = { error };
    for (const { reject } of this.#waiters.splice(0)) reject(error);
  }

  get #oldest(): number {
    for (const number of this.#numbers.values()) return number;
    return Infinity;
  }
}
