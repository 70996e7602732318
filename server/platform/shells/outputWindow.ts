/** How much output may be on its way to a client that has not yet said that it took it in. */
export interface OutputWindow {
  readonly bytes: number;
  /** All before the offset is on its way. */
  sent(offset: number): void;
  /** All before the offset was taken in. */
  taken(offset: number): void;
}

/** What a client is given at first, and what it gets at least and at most: bytes. */
export const WINDOW_BYTES = { first: 96 * 1024, least: 32 * 1024, most: 512 * 1024 } as const;
/** How long output may wait for a client beyond its journey: enough that it never waits for output. */
const TARGET_WAIT_MS = 30;
/** After so long a silence it is something else that prints: how much of that is taken in in a moment is not known yet. */
const SILENCE_MS = 200;
/** Below this share of the window it is not the window that holds the process up. */
const BUSY_SHARE = 0.75;

/**
 * A window that is as large as what its client takes in a moment: Ctrl+C is answered as soon after a flood of short
 * lines, which cost a terminal most, and on a slow link, as after one of long lines. It grows while output waits less
 * than that moment and shrinks while it waits longer, beside the shortest journey that was seen (as LEDBAT does). After a
 * silence it begins anew: a program may print what costs a terminal more than what was printed before.
 * @param fromOffset what the client has already
 * @param now milliseconds of a clock that never goes back
 */
export function createOutputWindow(fromOffset: number, now: () => number = () => performance.now()): OutputWindow {
  let bytes: number = WINDOW_BYTES.first;
  let sentOffset = fromOffset;
  let takenOffset = fromOffset;
  let shortestMs = Infinity;
  let lastAtMs = now();
  const onTheirWay: { readonly offset: number; readonly atMs: number }[] = [];

  /** When the last piece of what was taken was sent. */
  function sentAt(offset: number): number | undefined {
    const next = onTheirWay.findIndex((piece) => piece.offset > offset);
    const done = onTheirWay.splice(0, next === -1 ? onTheirWay.length : next);
    return done.at(-1)?.atMs;
  }

  return {
    get bytes() {
      return bytes;
    },
    sent(offset) {
      const atMs = now();
      if (atMs - lastAtMs > SILENCE_MS) bytes = Math.min(bytes, WINDOW_BYTES.first);
      lastAtMs = atMs;
      sentOffset = offset;
      onTheirWay.push({ offset, atMs });
    },
    taken(offset) {
      const atMs = sentAt(offset);
      const takenBytes = offset - takenOffset;
      const wasBusy = sentOffset - takenOffset > bytes * BUSY_SHARE;
      takenOffset = offset;
      lastAtMs = now();
      if (atMs === undefined) return;
      const journeyMs = now() - atMs;
      shortestMs = Math.min(shortestMs, journeyMs);
      const share = (TARGET_WAIT_MS - (journeyMs - shortestMs)) / TARGET_WAIT_MS;
      if (share > 0 && !wasBusy) return;
      const wanted = bytes + (Math.max(-1, share) * takenBytes) / 2;
      bytes = Math.min(WINDOW_BYTES.most, Math.max(WINDOW_BYTES.least, wanted));
    },
  };
}
