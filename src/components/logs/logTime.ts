/** The time of day of a log line in the reader's own zone, to the millisecond: `09:05:03.120`. */
export function formatLogTime(timestampMs: number): string {
  const time = new Date(timestampMs);
  const two = (value: number) => String(value).padStart(2, "0");
  const ms = String(time.getMilliseconds()).padStart(3, "0");
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${ms}`;
}
