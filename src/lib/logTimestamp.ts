/** A moment as exact as logs know it. */
export interface LogTime {
  /** Whole milliseconds since the epoch. */
  readonly timestampMs: number;
  /** Within the millisecond, 0..999999. */
  readonly nanoseconds: number;
}

/** A timestamp at the start of a log line. */
export interface LogTimestamp extends LogTime {
  /** Where the line's own text begins. */
  readonly textStart: number;
}

const [ZERO, BLANK, DASH, COLON, DOT, PLUS, LETTER_T, LETTER_Z] = [48, 32, 45, 58, 46, 43, 84, 90] as const;

/** In a millisecond. */
const NANOSECONDS = 1_000_000;

/** Up to where a timestamp and its blank may reach: `2026-01-02T03:04:05.123456789+00:00 `. */
export const LONGEST_TIMESTAMP = 36;

/**
 * Reads `2026-01-02T03:04:05.123456789Z text` (RFC 3339, any number of decimals, any zone) without making strings, as a
 * log has many lines. @returns undefined when the line does not begin so
 */
export function readLogTimestamp(line: Uint8Array): LogTimestamp | undefined {
  const isShaped =
    line[4] === DASH && line[7] === DASH && line[10] === LETTER_T && line[13] === COLON && line[16] === COLON;
  if (!isShaped) return undefined;
  const utcMs = Date.UTC(
    digits(line, 0, 4),
    digits(line, 5, 2) - 1,
    digits(line, 8, 2),
    digits(line, 11, 2),
    digits(line, 14, 2),
    digits(line, 17, 2),
  );
  let position = 19;
  let fractionNanoseconds = 0;
  if (line[position] === DOT) {
    position += 1;
    for (let weight = 100_000_000; isDigit(line[position]); position += 1) {
      fractionNanoseconds += weight * ((line[position] ?? ZERO) - ZERO);
      weight = Math.floor(weight / 10);
    }
  }
  const zone = readZone(line, position);
  if (zone === undefined || line[zone.end] !== BLANK) return undefined;
  const timestampMs = utcMs + Math.floor(fractionNanoseconds / NANOSECONDS) - zone.offsetMs;
  if (Number.isNaN(timestampMs)) return undefined;
  return { timestampMs, nanoseconds: fractionNanoseconds % NANOSECONDS, textStart: zone.end + 1 };
}

/** Whether `time` is later than `other`. */
export function isAfter(time: LogTime, other: LogTime): boolean {
  return (
    time.timestampMs > other.timestampMs ||
    (time.timestampMs === other.timestampMs && time.nanoseconds > other.nanoseconds)
  );
}

function readZone(line: Uint8Array, start: number): { offsetMs: number; end: number } | undefined {
  const sign = line[start];
  if (sign === LETTER_Z) return { offsetMs: 0, end: start + 1 };
  if ((sign !== PLUS && sign !== DASH) || line[start + 3] !== COLON) return undefined;
  const minutes = digits(line, start + 1, 2) * 60 + digits(line, start + 4, 2);
  return { offsetMs: (sign === PLUS ? minutes : -minutes) * 60_000, end: start + 6 };
}

/** A decimal number of fixed length; NaN when something else stands there. */
function digits(line: Uint8Array, start: number, length: number): number {
  let value = 0;
  for (let index = start; index < start + length; index += 1) {
    const byte = line[index];
    if (!isDigit(byte)) return NaN;
    value = value * 10 + (byte - ZERO);
  }
  return value;
}

function isDigit(byte: number | undefined): byte is number {
  return byte !== undefined && byte >= ZERO && byte <= ZERO + 9;
}
