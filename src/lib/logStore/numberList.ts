/** Ascending whole numbers below 2^32, added at the end and let go at the beginning. */
export interface NumberList {
  /** The index of the first number that is kept: indices stay what they are when numbers are let go. */
  readonly start: number;
  /** The index behind the last. */
  readonly end: number;
  push(value: number): void;
  at(index: number): number | undefined;
  /** The index of the first number that is not below `value`; {@link NumberList.end} when all are. */
  lowerBound(value: number): number;
  /** Lets go of all numbers below `value`. */
  dropBelow(value: number): void;
}

const FIRST_LENGTH = 1024;

export function createNumberList(): NumberList {
  let values = new Uint32Array(FIRST_LENGTH);
  /** The index of `values[0]`. */
  let offset = 0;
  let start = 0;
  let end = 0;

  function grow(): void {
    const kept = values.subarray(start - offset, end - offset);
    const next = new Uint32Array(Math.max(FIRST_LENGTH, kept.length * 2));
    next.set(kept);
    values = next;
    offset = start;
  }

  function lowerBound(value: number): number {
    let [low, high] = [start, end];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((values[middle - offset] as number) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    get start() {
      return start;
    },
    get end() {
      return end;
    },
    push(value) {
      if (end - offset === values.length) grow();
      values[end - offset] = value;
      end += 1;
    },
    at: (index) => (index >= start && index < end ? values[index - offset] : undefined),
    lowerBound,
    dropBelow(value) {
      start = lowerBound(value);
    },
  };
}
