const SHORTEST_MS = 1_000;
const LONGEST_MS = 30_000;

/**
 * How long to wait before trying again: doubling from 1..2 s up to 15..30 s, spread so that many clients of a server
 * that comes back do not all come at once.
 * @param failures how often in a row it has failed before, from 0
 * @param random a number of 0..1
 * @returns milliseconds
 */
export function backoffMs(failures: number, random: () => number): number {
  const ceiling = Math.min(LONGEST_MS, 2 * SHORTEST_MS * 2 ** failures);
  return Math.round((ceiling / 2) * (1 + random()));
}
