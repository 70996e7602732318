import type { CriRecord } from "./criLog.ts";

/** Gives each line of a foreign log a time of its own, in UTC with nanoseconds. */
export interface Stamper {
  /** Whether lines are left out, so that every line must be stamped. */
  readonly isSelective: boolean;
  /** Reads a record's time into `bytes[from, to)`. @returns whether the line is wanted */
  stamp(block: Uint8Array, record: Pick<CriRecord, "start" | "timeEnd">): boolean;
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
}

const SECONDS_BYTES = 19;
const NANOSECONDS_DIGITS = 9;
const SECOND_NS = 1_000_000_000;
const ZERO = 0x30;
const DOT = 0x2e;

/**
 * Lines of one time get a nanosecond more each: a reader who begins earlier finds the same times again.
 * @param sinceMs only lines of this moment or later are wanted
 */
export function createStamper(sinceMs?: number): Stamper {
  const bytes = Buffer.from("0000-00-00T00:00:00.000000000Z");
  let knownPrefix = "";
  let knownSeconds = 0;
  let seconds = -Infinity;
  let nanoseconds = 0;

  function secondsOf(block: Uint8Array, start: number, zoneStart: number, end: number): number {
    const view = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
    const prefix = view.toString("latin1", start, start + SECONDS_BYTES) + view.toString("latin1", zoneStart, end);
    if (prefix !== knownPrefix) {
      knownPrefix = prefix;
      knownSeconds = Date.parse(prefix) / 1000;
    }
    return knownSeconds;
  }

  function render(): void {
    bytes.write(new Date(seconds * 1000).toISOString().slice(0, SECONDS_BYTES), 0, "latin1");
  }

  function renderNanoseconds(): void {
    let rest = nanoseconds;
    for (let digit = SECONDS_BYTES + NANOSECONDS_DIGITS; digit > SECONDS_BYTES; digit--) {
      bytes[digit] = ZERO + (rest % 10);
      rest = Math.floor(rest / 10);
    }
  }

  return {
    isSelective: sinceMs !== undefined,
    bytes,
    from: 0,
    to: bytes.length,
    stamp(block, { start, timeEnd }) {
      let fraction = 0;
      let digits = 0;
      let at = start + SECONDS_BYTES;
      if (block[at] === DOT) {
        for (at++; at < timeEnd && isDigit(block[at]); at++, digits++)
          fraction = fraction * 10 + (block[at] as number) - ZERO;
      }
      const readNs = fraction * 10 ** (NANOSECONDS_DIGITS - digits);
      const readSeconds = secondsOf(block, start, at, timeEnd);
      if (readSeconds > seconds) {
        seconds = readSeconds;
        nanoseconds = readNs;
        render();
      } else if (readSeconds === seconds && readNs > nanoseconds) {
        nanoseconds = readNs;
      } else if (++nanoseconds === SECOND_NS) {
        nanoseconds = 0;
        seconds += 1;
        render();
      }
      renderNanoseconds();
      return sinceMs === undefined || seconds * 1000 + Math.floor(nanoseconds / 1e6) >= sinceMs;
    },
  };
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte < ZERO + 10;
}
