/** Numbers of 0..1 that are the same in every run, for tests that try many inputs (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A die: whole numbers from 0 up to a number of sides, the same in every run. */
export function dice(seed: number): (sides: number) => number {
  const random = seeded(seed);
  return (sides) => Math.floor(random() * sides);
}
