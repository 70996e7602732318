import type { OutputChunk } from "../outputQueue.ts";

type StreamName = OutputChunk["stream"];

/** This much of what was heard is remembered. */
const MEMORY_BYTES = 64 * 1024;

/** More than this was not said by a stream that had been silent: it is the rest of what was heard. */
const FEW_BYTES = 4096;

/** Remembers the end of what a connection to a run has brought, to find in the run's log what it has not. */
export interface Hearing {
  heard(chunk: OutputChunk): void;
  /** @returns undefined when what was heard last is further back in the log */
  missing(tail: LogTail): OutputChunk[] | undefined;
}

/** The last lines of a log, those of both streams together. */
export interface LogTail {
  readonly lines: readonly Buffer[];
  /** Whether nothing was said before them since the connection was made. */
  readonly isAll: boolean;
}

/** A line of the log that was not heard to its end. */
interface Unheard {
  readonly data: Buffer;
  /** That of the lines behind it. */
  readonly heardNext: StreamName | undefined;
}

const STREAMS = ["stdout", "stderr"] as const;
const NEWLINE = 0x0a;
const NOTHING = Buffer.alloc(0);

/**
 * containerd closes the connections to a container's streams as it ends, and now and then with a stream's last words on
 * their way: more of them the slower they are read. The log has them.
 */
export function createHearing(): Hearing {
  const tails = { stdout: createTail(), stderr: createTail() };

  return {
    heard: ({ stream, data }) => tails[stream].push(data),
    missing({ lines, isAll }) {
      const ends = { stdout: tails.stdout.read(), stderr: tails.stderr.read() };
      const unheard = behindHeard(ends, lines);
      // Lines may begin alike: the rest of one is looked for only where what was heard before it is known.
      if (!unheard.isFound && !isAll) return undefined;
      const { isFound, missing } = withoutBegun(ends, unheard.lines);
      return unheard.isFound || isFound || !STREAMS.some((name) => ends[name].length > 0) ? missing : [];
    },
  };
}

type Ends = Readonly<Record<StreamName, Buffer>>;

/** Copies what is pushed, for who sends it on uses its memory again. */
function createTail() {
  let memory = NOTHING;
  let length = 0;
  return {
    push(data: Uint8Array): void {
      if (memory === NOTHING) memory = Buffer.allocUnsafeSlow(2 * MEMORY_BYTES);
      const kept = data.subarray(-MEMORY_BYTES);
      if (length + kept.length > memory.length) {
        memory.copyWithin(0, length - MEMORY_BYTES, length);
        length = MEMORY_BYTES;
      }
      memory.set(kept, length);
      length += kept.length;
    },
    read: () => memory.subarray(Math.max(0, length - MEMORY_BYTES), length),
  };
}

/** Leaves out what was heard of lines that had only begun, and tells on which stream the rest was said. */
function withoutBegun(ends: Ends, lines: readonly Unheard[]) {
  const begun = { stdout: lastLine(ends.stdout), stderr: lastLine(ends.stderr) };
  const bytes = lines.reduce((sum, { data }) => sum + data.length, 0);
  const missing: OutputChunk[] = [];
  let isFound = false;
  let cutOff: StreamName | undefined;
  for (const { data, heardNext } of lines) {
    const name = STREAMS.find((stream) => begun[stream].length > 0 && startsWith(data, begun[stream]));
    const stream = name ?? cutOff ?? guessStream(ends, heardNext, bytes);
    const rest = name ? data.subarray(begun[name].length) : data;
    if (rest.length > 0) missing.push({ stream, data: rest });
    if (!name) continue;
    begun[name] = NOTHING;
    isFound = true;
    // What comes behind the rest of a line was on its way with it.
    if (rest.length > 0) cutOff ??= name;
  }
  return { isFound, missing };
}

/** A stream that was heard later has lost nothing; else it is the one that has been silent, if it is a word or two. */
function guessStream(ends: Ends, heardNext: StreamName | undefined, bytes: number): StreamName {
  if (heardNext !== undefined) return heardNext === "stdout" ? "stderr" : "stdout";
  const [only, ...others] = STREAMS.filter((name) => ends[name].length > 0);
  if (only === undefined || others.length > 0) return "stdout";
  return bytes > FEW_BYTES === (only === "stdout") ? "stdout" : "stderr";
}

/** The lines behind the first that was heard whole: those before it were said before the connection. */
function behindHeard(ends: Ends, lines: readonly Buffer[]) {
  const rest = { stdout: wholeLines(ends.stdout), stderr: wholeLines(ends.stderr) };
  let unheard: Unheard[] = [];
  let sinceHeard: Unheard[] | undefined;
  let heardNext: StreamName | undefined;
  for (const line of lines.toReversed()) {
    const stream = STREAMS.find((name) => endsWith(rest[name], line));
    if (stream) {
      rest[stream] = rest[stream].subarray(0, -line.length);
      heardNext = stream;
      sinceHeard = unheard;
    } else unheard = [{ data: line, heardNext }, ...unheard];
  }
  return { lines: sinceHeard ?? unheard, isFound: sinceHeard !== undefined };
}

function wholeLines(text: Buffer): Buffer {
  return text.subarray(0, text.lastIndexOf(NEWLINE) + 1);
}

/** What was heard of a line that had not ended. */
function lastLine(text: Buffer): Buffer {
  return text.subarray(wholeLines(text).length);
}

function startsWith(line: Buffer, text: Buffer): boolean {
  return line.subarray(0, text.length).equals(text);
}

function endsWith(text: Buffer, line: Buffer): boolean {
  return line.length > 0 && text.length >= line.length && text.subarray(-line.length).equals(line);
}
