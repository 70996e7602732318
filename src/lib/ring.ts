/** The newest items of an endless series; the oldest are let go once there are `capacity`. */
export interface Ring<T> {
  readonly length: number;
  push(item: T): void;
  /** Oldest first; a copy. */
  toArray(): T[];
  readonly last: T | undefined;
}

/** @throws RangeError unless `capacity` is a whole number of at least 1 */
export function createRing<T>(capacity: number): Ring<T> {
  if (!Number.isInteger(capacity) || capacity < 1) throw new RangeError("A ring's capacity is a whole number from 1");
  const items: T[] = [];
  /** Where the oldest item stands once the ring is full. */
  let start = 0;
  return {
    get length() {
      return items.length;
    },
    get last() {
      return items.length < capacity ? items.at(-1) : items.at(start - 1);
    },
    push(item) {
      if (items.length < capacity) {
        items.push(item);
        return;
      }
      items[start] = item;
      start = (start + 1) % capacity;
    },
    toArray: () => [...items.slice(start), ...items.slice(0, start)],
  };
}
