/** One record of a container's log, as the kubelet sends it when asked for times. */
export interface LogRecord {
  /** RFC 3339 in UTC with nine decimals, so that times compare as texts. */
  readonly time: string;
  /** Whether it begins a line of the program. */
  readonly startsLine: boolean;
  /** What the program wrote, with the newline where the line ends here. */
  readonly content: Buffer;
}

const NEWLINE = 0x0a;
const BLANK = 0x20;
const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;
/** `2020-11-22T09:25:01.123456789+02:00` is the longest. */
const LONGEST_TIME_BYTES = 36;
/**
 * Long lines are kept in pieces, and older kubelets put a time before each piece. All known runtimes cut at a multiple of
 * this; a time elsewhere is the program's own.
 */
const PIECE_BYTES = 4096;
/** How much of a line without an end is held back before it is handed on as it is. */
const LONGEST_PIECE_BYTES = 64 * 1024;

/** Cuts the kubelet's answer into records; `push` takes any piece of it, `end` gives what is left. */
export function createRecordParser() {
  let rest: Buffer = Buffer.alloc(0);
  /** Undefined: a time must come next. */
  let time: string | undefined;
  let startsLine = true;
  /** How much of the current piece has been handed on. */
  let handedOnBytes = 0;

  function* take(isEnd: boolean): Generator<LogRecord> {
    for (;;) {
      if (time === undefined) {
        const blank = rest.subarray(0, LONGEST_TIME_BYTES + 1).indexOf(BLANK);
        if (blank === -1 && rest.length <= LONGEST_TIME_BYTES && !isEnd) return;
        if (rest.length === 0) return;
        const read = blank === -1 ? undefined : readTime(rest.toString("latin1", 0, blank));
        // A line without a time is the kubelet's own word about the log.
        time = read ?? "";
        if (read !== undefined) rest = rest.subarray(blank + 1);
        handedOnBytes = 0;
      }
      const cut = findCut(isEnd);
      if (cut === undefined) return;
      const content = rest.subarray(0, cut.end);
      rest = rest.subarray(cut.end);
      if (content.length > 0) yield { time, startsLine, content };
      startsLine = cut.kind === "line";
      handedOnBytes += content.length;
      if (cut.kind !== "more") time = undefined;
      if (isEnd && rest.length === 0) return;
    }
  }

  /** Where the current record ends; undefined when that cannot be known yet. */
  function findCut(isEnd: boolean): { readonly end: number; readonly kind: "line" | "piece" | "more" } | undefined {
    const newline = rest.indexOf(NEWLINE);
    const end = newline === -1 ? rest.length : newline + 1;
    let at = PIECE_BYTES - (handedOnBytes % PIECE_BYTES);
    for (; at + LONGEST_TIME_BYTES < end || (newline !== -1 && at < end); at += PIECE_BYTES) {
      if (isTimeAt(at)) return { end: at, kind: "piece" };
    }
    if (newline !== -1) return { end, kind: "line" };
    if (isEnd) return { end, kind: "line" };
    return rest.length > LONGEST_PIECE_BYTES + LONGEST_TIME_BYTES
      ? { end: LONGEST_PIECE_BYTES, kind: "more" }
      : undefined;
  }

  function isTimeAt(at: number): boolean {
    const window = rest.subarray(at, at + LONGEST_TIME_BYTES + 1);
    const blank = window.indexOf(BLANK);
    return blank > 0 && readTime(window.toString("latin1", 0, blank)) !== undefined;
  }

  return {
    *push(chunk: Buffer): Generator<LogRecord> {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      yield* take(false);
    },
    *end(): Generator<LogRecord> {
      yield* take(true);
    },
  };
}

let lastSeconds = { text: "", utc: "" };

function readTime(text: string): string | undefined {
  const match = TIME.exec(text);
  if (!match) return undefined;
  const [, seconds = "", fraction = "", zone = ""] = match;
  if (zone === "Z") return `${seconds}.${fraction.padEnd(9, "0")}Z`;
  // Many lines of the same second follow one another.
  if (lastSeconds.text !== seconds + zone) {
    lastSeconds = { text: seconds + zone, utc: new Date(seconds + zone).toISOString().slice(0, 19) };
  }
  return `${lastSeconds.utc}.${fraction.padEnd(9, "0")}Z`;
}
