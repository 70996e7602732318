/** How a line's time is shown. */
export type TimeMode = "off" | "local" | "utc" | "relative";

/** How many characters wide the time of a mode is. */
export const TIME_COLUMNS: Readonly<Record<TimeMode, number>> = { off: 0, local: 18, utc: 19, relative: 14 };

/**
 * A line's time to the millisecond: `01-31 09:05:03.120` in the reader's zone or (with a Z) in UTC, or how long after
 * `zeroMs` it was: `+1:02:03.120`.
 */
export function formatLogTime(timestampMs: number, mode: TimeMode, zeroMs: number): string {
  switch (mode) {
    case "off":
      return "";
    case "utc":
      return `${new Date(timestampMs).toISOString().slice(5, 23).replace("T", " ")}Z`;
    case "local": {
      const time = new Date(timestampMs);
      const day = `${two(time.getMonth() + 1)}-${two(time.getDate())}`;
      return `${day} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${three(time.getMilliseconds())}`;
    }
    case "relative": {
      const ms = Math.abs(timestampMs - zeroMs);
      const [hours, minutes, seconds] = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60].map(Math.floor);
      const sign = timestampMs < zeroMs ? "−" : "+";
      return `${sign}${hours}:${two(minutes ?? 0)}:${two(seconds ?? 0)}.${three(ms % 1000)}`;
    }
  }
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

function three(value: number): string {
  return String(Math.floor(value)).padStart(3, "0");
}
