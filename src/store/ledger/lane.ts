/** @module A queue in which what somebody waits for comes first; otherwise in order. */

export class Lane<T extends { readonly isUrgent: boolean }> {
  #urgent: T[] = [];
  #others: T[] = [];

  get size(): number {
    return this.#urgent.length + this.#others.length;
  }

  get urgent(): readonly T[] {
    return this.#urgent;
  }

  add(item: T): void {
    (item.isUrgent ? this.#urgent : this.#others).push(item);
  }

  /** At most `limit`. */
  take(limit: number): readonly T[] {
    const urgent = this.takeUrgent(limit);
    return [...urgent, ...this.#others.splice(0, limit - urgent.length)];
  }

  takeUrgent(limit: number): readonly T[] {
    return this.#urgent.splice(0, limit);
  }

  /** To the front, in their order. */
  putBack(items: readonly T[]): void {
    this.#urgent = [...items.filter(({ isUrgent }) => isUrgent), ...this.#urgent];
    this.#others = [...items.filter(({ isUrgent }) => !isUrgent), ...this.#others];
  }

  remove(item: T): void {
    this.#urgent = this.#urgent.filter((each) => each !== item);
  }
}
