import { isAfter, type LogTime } from "../../lib/logTimestamp.ts";

/**
 * Knows up to where a log was delivered, so that a new connection goes on without a line lost or doubled: it is asked
 * for a little too much, and everything up to the last delivered line is left out.
 */
export interface LogResume {
  /** From when to ask; undefined for the whole log. Milliseconds since the epoch. */
  readonly sinceMs: number | undefined;
  /** A new connection asks from {@link sinceMs}. */
  begin(): void;
  /** Whether a whole line is new; it counts as delivered then. The time is only read during the call. */
  accept(time: LogTime): boolean;
  /** Whether an unfinished line is new for sure. */
  isNew(time: LogTime): boolean;
}

/** Lines of one moment may become readable out of order (two streams of a process), so a little more is asked for. */
const OVERLAP_MS = 1_000;

/** @param startMs where the log is read from at first, milliseconds since the epoch; undefined for all of it */
export function createLogResume(startMs: number | undefined): LogResume {
  /** The last delivered line is the `count`-th of its time: where the clock is coarse, many lines share one. */
  let last: { readonly time: Writable<LogTime>; count: number } | undefined;
  let latest: Writable<LogTime> | undefined;
  /** How many lines of the last one's time are still to come before something new does. */
  let leftToSkip = 0;

  function isNew(time: LogTime): boolean {
    // Later than all that was delivered: the server no longer has the last line, which must not swallow new ones.
    return leftToSkip === 0 || (latest !== undefined && isAfter(time, latest));
  }

  function deliver(time: LogTime): void {
    leftToSkip = 0;
    if (last && isSame(time, last.time)) {
      last.count += 1;
    } else {
      last ??= { time: { timestampMs: 0, nanoseconds: 0 }, count: 0 };
      copyTime(time, last.time);
      last.count = 1;
    }
    if (!latest) latest = { ...last.time };
    else if (isAfter(time, latest)) copyTime(time, latest);
  }

  return {
    get sinceMs() {
      if (!last) return startMs;
      return Math.max(last.time.timestampMs - OVERLAP_MS, startMs ?? -Infinity);
    },
    begin() {
      leftToSkip = last?.count ?? 0;
    },
    isNew,
    accept(time) {
      if (isNew(time)) {
        deliver(time);
        return true;
      }
      // A line that began before the moment asked for comes without its beginning and with a time of its own: only the
      // last delivered line itself tells where the old ones end.
      if (last && isSame(time, last.time)) leftToSkip -= 1;
      return false;
    },
  };
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** In place: a log has many lines. */
function copyTime(from: LogTime, to: Writable<LogTime>): void {
  to.timestampMs = from.timestampMs;
  to.nanoseconds = from.nanoseconds;
}

function isSame(a: LogTime, b: LogTime): boolean {
  return a.timestampMs === b.timestampMs && a.nanoseconds === b.nanoseconds;
}
