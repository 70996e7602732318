/**
 * Hands the elements of rows that go on to those that come: to fill one in anew is half the work of making one. An element
 * is told by its slot, which is its key for React: a row that stays keeps its own.
 * @param slots of the rows before
 * @param keys of the rows that follow, in their order
 * @param reuses false where something in an element must not become a part of another row: those that come get new ones
 */
export function handOnSlots<Key>(
  slots: ReadonlyMap<Key, number>,
  keys: readonly Key[],
  reuses: boolean,
): ReadonlyMap<Key, number> {
  const staying = new Set(keys);
  const free: number[] = [];
  let last = -1;
  for (const [key, slot] of slots) {
    if (reuses && !staying.has(key)) free.push(slot);
    last = Math.max(last, slot);
  }
  let reused = 0;
  return new Map(keys.map((key) => [key, slots.get(key) ?? free[reused++] ?? ++last]));
}
