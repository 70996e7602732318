import { isAfter, isSame, type LogTime } from "../../lib/logTimestamp.ts";

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
  /** Whether lines may come that were delivered before: each must be asked for then. */
  readonly isSkipping: boolean;
  /**
   * Lines that were delivered without being asked for, while nothing is skipped.
   * @param time of the last one, @param count how many there are of it at the end
   * @param isAll whether there are only lines of that time
   */
  deliverRun(time: LogTime, count: number, isAll: boolean): void;
  /** Takes note of the time of a line that {@link deliverRun} told of with others. The time is only read during the call. */
  note(time: LogTime): void;
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

  /** @param count of lines of that time @param goesOn whether they may go on with those of the last time */
  function deliver(time: LogTime, count: number, goesOn: boolean): void {
    leftToSkip = 0;
    if (goesOn && last && isSame(time, last.time)) {
      last.count += count;
    } else {
      last ??= { time: { timestampMs: 0, nanoseconds: 0 }, count: 0 };
      copyTime(time, last.time);
      last.count = count;
    }
    note(time);
  }

  function note(time: LogTime): void {
    if (!latest) latest = { timestampMs: time.timestampMs, nanoseconds: time.nanoseconds };
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
    get isSkipping() {
      return leftToSkip > 0;
    },
    deliverRun: deliver,
    note,
    accept(time) {
      if (isNew(time)) {
        deliver(time, 1, true);
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
