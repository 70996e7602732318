import { handOnSlots } from "../../../lib/handOnSlots.ts";

/** The elements of the rows on the screen, which are handed on to other rows. */
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
  return {
    assign(listKey, keys, hasFocus) {
      const isOther = listKey !== lastListKey && !hasFocus;
      slots = isOther ? new Map(keys.map((key, index) => [key, index])) : handOnSlots(slots, keys, !hasFocus);
      lastListKey = listKey;
      return slots;
    },
  };
}
