/** Hands the elements of rows that leave the screen on to those that come: to fill one in anew is less than to make one. */
export interface RowSlots {
  /**
   * Gives every row a slot: in another list by its place, else a row that stays keeps its own.
   * @param hasFocus what is focused in a row must not become a part of another one: nothing is handed on
   */
  assign(listKey: string, keys: readonly string[], hasFocus: boolean): ReadonlyMap<string, number>;
}

export function createRowSlots(): RowSlots {
  let lastListKey: string | undefined;
  let slots: ReadonlyMap<string, number> = new Map();
  let nextSlot = 0;
  return {
    assign(listKey, keys, hasFocus) {
      if (listKey !== lastListKey && !hasFocus) {
        slots = new Map(keys.map((key, index) => [key, index]));
        nextSlot = keys.length;
      } else {
        const staying = new Set(keys);
        const free = hasFocus ? [] : [...slots].filter(([key]) => !staying.has(key)).map(([, slot]) => slot);
        const take = () => free.shift() ?? nextSlot++;
        slots = new Map(keys.map((key) => [key, slots.get(key) ?? take()]));
      }
      lastListKey = listKey;
      return slots;
    },
  };
}
