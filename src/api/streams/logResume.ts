/**
 * Knows which lines of a log were delivered, so that a new connection goes on without a line lost or doubled. A server
 * that is asked for the lines since a moment sends first what was delivered since then, in the same order: that many
 * lines are left out.
 */
export interface LogResume {
  /** From when to ask; undefined for the whole log. Milliseconds since the epoch. */
  readonly sinceMs: number | undefined;
  /** A new connection asks from {@link sinceMs}. */
  begin(): void;
  /** Whether a whole line is new; counts it as delivered then. */
  accept(timestampMs: number): boolean;
  /** Whether an unfinished line is new for sure. */
  isNew(timestampMs: number): boolean;
}

/** Lines of one moment may become readable out of order (two streams of a process), so a little more is asked for. */
const OVERLAP_SECONDS = 1;
/** Seconds that had lines; more than a day of a busy log. */
const MOST_SECONDS = 100_000;

/** @param startMs where the log is read from at first, milliseconds since the epoch; undefined for all of it */
export function createLogResume(startMs: number | undefined): LogResume {
  // By the second and not by the moment, so that a day fits and a clock set back does not matter.
  const countBySecond = new Map<number, number>();
  let lastMs: number | undefined;
  let latestMs = -Infinity;
  let leftToSkip = 0;

  function sinceSecond(): number | undefined {
    return lastMs === undefined ? undefined : secondOf(lastMs) - OVERLAP_SECONDS;
  }

  function sinceMs(): number | undefined {
    const second = sinceSecond();
    return second === undefined ? startMs : Math.max(second * 1000, startMs ?? -Infinity);
  }

  function isNew(timestampMs: number): boolean {
    // Later than all that was delivered: the server no longer has some of it, which must not swallow new lines.
    return leftToSkip === 0 || timestampMs > latestMs;
  }

  return {
    get sinceMs() {
      return sinceMs();
    },
    isNew,
    begin() {
      const from = sinceSecond() ?? -Infinity;
      leftToSkip = 0;
      for (const [second, count] of countBySecond) if (second >= from) leftToSkip += count;
    },
    accept(timestampMs) {
      if (!isNew(timestampMs)) {
        leftToSkip -= 1;
        return false;
      }
      leftToSkip = 0;
      lastMs = timestampMs;
      latestMs = Math.max(latestMs, timestampMs);
      const second = secondOf(timestampMs);
      countBySecond.set(second, (countBySecond.get(second) ?? 0) + 1);
      if (countBySecond.size > MOST_SECONDS) forgetOldest(countBySecond);
      return true;
    },
  };
}

function secondOf(timestampMs: number): number {
  return Math.floor(timestampMs / 1000);
}

function forgetOldest(counts: Map<number, number>): void {
  for (const second of counts.keys()) {
    counts.delete(second);
    return;
  }
}
