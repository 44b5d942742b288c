import { type Random } from './seeded-random';

/** Holds items until a window is full, then hands them out in random order. */
export class ReorderBuffer<T> {
  private held: T[] = [];

  /** The items to send now: nothing while the window fills. */
  add(item: T, window: number, random: Random): T[] {
    this.held.push(item);
    return this.held.length >= window ? this.flush(random) : [];
  }

  /** Everything held, shuffled (Fisher-Yates, so that every order is equally likely). */
  flush(random: Random): T[] {
    const items = this.held;
    this.held = [];
    for (let last = items.length - 1; last > 0; last -= 1) {
      const other = Math.floor(random() * (last + 1));
      [items[last], items[other]] = [items[other] as T, items[last] as T];
    }
    return items;
  }
}
