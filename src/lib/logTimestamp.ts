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
  /** A tab stands behind it instead of a blank: where a platform tells streams apart, the standard error. */
  readonly isTabbed: boolean;
}

const [ZERO, BLANK, TAB, DASH, COLON, DOT, PLUS, LETTER_T, LETTER_Z] = [48, 32, 9, 45, 58, 46, 43, 84, 90] as const;

/** In a millisecond. */
const NANOSECONDS = 1_000_000;

/** `2026-01-02T03:04:05`. */
const SECOND_LENGTH = 19;
/** `+00:00`. */
const ZONE_LENGTH = 6;

/** Up to where a timestamp and its blank may reach: `2026-01-02T03:04:05.123456789+00:00 `. */
export const LONGEST_TIMESTAMP = 36;

/**
 * Reads `2026-01-02T03:04:05.123456789Z text` (RFC 3339, any number of decimals, any zone) without making strings, as a
 * log has many lines. @returns undefined when the line does not begin so
 */
export function readLogTimestamp(line: Uint8Array): LogTimestamp | undefined {
  return createTimestampReader()(line, 0, line.length);
}

/** Reads a timestamp at `start` of the line `bytes[start, end)`; what it answers is overwritten by the next call. */
export type TimestampReader = (bytes: Uint8Array, start: number, end: number) => LogTimestamp | undefined;

/** A reader of many lines' timestamps: those of one second share most of their digits, which are read once. */
export function createTimestampReader(): TimestampReader {
  const answer = { timestampMs: 0, nanoseconds: 0, textStart: 0, isTabbed: false };
  const second = new Uint8Array(SECOND_LENGTH);
  let secondMs = NaN;

  function readSecond(bytes: Uint8Array, start: number): number {
    let at = SECOND_LENGTH - 1;
    // From behind: what differs, differs there.
    while (at >= 0 && bytes[start + at] === second[at]) at--;
    if (at < 0) return secondMs;
    second.set(bytes.subarray(start, start + SECOND_LENGTH));
    secondMs = readUtcSecond(second);
    return secondMs;
  }

  return (bytes, start, end) => {
    if (end - start <= SECOND_LENGTH) return undefined;
    const utcMs = readSecond(bytes, start);
    if (Number.isNaN(utcMs)) return undefined;
    let position = start + SECOND_LENGTH;
    let fractionNanoseconds = 0;
    if (bytes[position] === DOT) {
      position += 1;
      for (let weight = 100_000_000; position < end && isDigit(bytes[position]); position += 1) {
        fractionNanoseconds += weight * ((bytes[position] ?? ZERO) - ZERO);
        weight = Math.floor(weight / 10);
      }
    }
    const zone = bytes[position] === LETTER_Z ? 0 : readZoneMs(bytes, position);
    if (zone === undefined) return undefined;
    position += bytes[position] === LETTER_Z ? 1 : ZONE_LENGTH;
    const behind = bytes[position];
    if (position >= end || (behind !== BLANK && behind !== TAB)) return undefined;
    answer.timestampMs = utcMs + Math.floor(fractionNanoseconds / NANOSECONDS) - zone;
    answer.nanoseconds = fractionNanoseconds % NANOSECONDS;
    answer.textStart = position + 1;
    answer.isTabbed = behind === TAB;
    return answer;
  };
}

/** Milliseconds since the epoch of `2026-01-02T03:04:05`; NaN when it is none. */
function readUtcSecond(text: Uint8Array): number {
  const isShaped =
    text[4] === DASH && text[7] === DASH && text[10] === LETTER_T && text[13] === COLON && text[16] === COLON;
  if (!isShaped) return NaN;
  return Date.UTC(
    digits(text, 0, 4),
    digits(text, 5, 2) - 1,
    digits(text, 8, 2),
    digits(text, 11, 2),
    digits(text, 14, 2),
    digits(text, 17, 2),
  );
}

/** Whether `time` is later than `other`. */
export function isAfter(time: LogTime, other: LogTime): boolean {
  return (
    time.timestampMs > other.timestampMs ||
    (time.timestampMs === other.timestampMs && time.nanoseconds > other.nanoseconds)
  );
}

/** Whether two moments are the same to the nanosecond. */
export function isSame(a: LogTime, b: LogTime): boolean {
  return a.timestampMs === b.timestampMs && a.nanoseconds === b.nanoseconds;
}

function readZoneMs(bytes: Uint8Array, start: number): number | undefined {
  const sign = bytes[start];
  if ((sign !== PLUS && sign !== DASH) || bytes[start + 3] !== COLON) return undefined;
  const minutes = digits(bytes, start + 1, 2) * 60 + digits(bytes, start + 4, 2);
  return Number.isNaN(minutes) ? undefined : (sign === PLUS ? minutes : -minutes) * 60_000;
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
