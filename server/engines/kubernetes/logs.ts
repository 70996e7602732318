import { setTimeout as delay } from "node:timers/promises";
import { EngineError, type Handle, type LogEvent, type LogOptions } from "../engine.ts";
import { asEngineError, isStatus, type Api } from "./api.ts";
import { createRecordParser, type LogRecord } from "./logRecords.ts";
import type { LogTail } from "./lastWords.ts";
import { CONTAINER } from "./podSpec.ts";

interface LogSource {
  readonly api: Api;
  readonly podsPath: string;
  readonly handle: Handle;
  readonly tty: boolean;
  /** @throws EngineError not_found; unavailable is waited out */
  readonly isRunning: () => Promise<boolean>;
}

const EVENT_BYTES = 64 * 1024;
/** How soon the API server is asked again that has lost a stream. */
const RETRY_MS = 1_000;

/**
 * A run's log from the node that keeps it: lines with the time at which they were written, both streams together. What
 * was there first; then, when a running run is followed, what comes, also over times in which the API server is away.
 */
export async function* readLog(source: LogSource, options: LogOptions): AsyncGenerator<LogEvent> {
  const { follow, sinceMs, signal } = options;
  const place: Place = { sinceMs, last: "" };
  const events = (extent: Extent) => eventsOf(readOnce(source, place, extent, signal), options.timestamps, source.tty);
  const wasRunning = await source.isRunning();
  yield* events(wasRunning ? "present" : "complete");
  if (!follow || !wasRunning || signal.aborted) return;
  yield { type: "live" };
  while (!signal.aborted) {
    let isRunning = true;
    try {
      yield* events("following");
      isRunning = await source.isRunning();
      // The stream may have ended before the log did.
      if (!isRunning) yield* events("complete");
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof EngineError) || error.kind !== "unavailable") throw error;
      await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
    if (!isRunning) return;
  }
}

/** A piece of what a log has by now. */
export interface PastPiece {
  readonly data: Buffer;
  /** How many bytes at its end are of lines written at the moment asked about or later. */
  readonly lateBytes: number;
}

/** What a log has by now. @throws EngineError unavailable */
export async function* readPast(source: LogSource, lateMs: number, signal: AbortSignal): AsyncGenerator<PastPiece> {
  const extent = (await source.isRunning()) ? "present" : "complete";
  for await (const records of readOnce(source, { sinceMs: undefined, last: "" }, extent, signal)) {
    const parts = records.map((record) => textOf(record, source.tty));
    const late = parts.filter((_, index) => Date.parse(records[index]?.time ?? "") >= lateMs);
    yield { data: Buffer.concat(parts), lateBytes: late.reduce((sum, { length }) => sum + length, 0) };
  }
}

/** As many lines are asked for at first, then as many: short ones fill what may be on its way too. */
const TAIL_LINES = [100, 100_000];
/** How much of them is kept. */
const TAIL_BYTES = 4 * 1024 * 1024;

/** The last lines of a log in ever longer pieces, those alone that were written at `sinceMs` or later. @throws EngineError unavailable */
export async function* readLastLines(source: LogSource, sinceMs: number, signal: AbortSignal): AsyncGenerator<LogTail> {
  for (const count of TAIL_LINES) {
    const tail = await readTail(source, count, sinceMs, signal);
    yield tail;
    if (tail.isAll) return;
  }
}

async function readTail(source: LogSource, count: number, sinceMs: number, signal: AbortSignal): Promise<LogTail> {
  const parser = createRecordParser();
  const lines: Buffer[] = [];
  let [bytes, known, isAll] = [0, 0, false];
  const keep = (record: LogRecord) => {
    known += record.startsLine ? 1 : 0;
    // Those of an earlier moment show that none is missing.
    if (isTooEarly(record, { sinceMs, last: "" })) return void (isAll = true);
    const content = textOf(record, source.tty);
    const begun = record.startsLine ? undefined : lines.pop();
    lines.push(begun ? Buffer.concat([begun, content]) : content);
    bytes += content.length;
    while (bytes > TAIL_BYTES && lines.length > 1) {
      bytes -= lines.shift()?.length ?? 0;
      isAll = false;
    }
  };
  const query = { container: CONTAINER, timestamps: true, tailLines: count };
  try {
    const response = await source.api.stream(`${source.podsPath}/${String(source.handle.pod)}/log`, { query, signal });
    for await (const chunk of response) for (const record of parser.push(chunk as Buffer)) keep(record);
    for (const record of parser.end()) keep(record);
  } catch (error) {
    throw explain(error);
  }
  return { lines, isAll: (isAll || known < count) && bytes < TAIL_BYTES };
}

/** How far a log has been read: a record is known by its time, which no two of a container share. */
interface Place {
  readonly sinceMs: number | undefined;
  last: string;
}

/** What there is of a log that still grows, all of it from now on, or all of one that has ended. */
type Extent = "present" | "following" | "complete";

/** Reads on from `place`, and moves it. */
async function* readOnce(source: LogSource, place: Place, extent: Extent, signal: AbortSignal) {
  const since =
    place.last !== "" ? place.last : place.sinceMs === undefined ? "" : new Date(place.sinceMs).toISOString();
  const query = {
    ...{ container: CONTAINER, timestamps: true, follow: extent === "following" },
    // Whole seconds are all that the API knows.
    sinceTime: since === "" ? undefined : `${since.slice(0, 19)}Z`,
  };
  const parser = createRecordParser();
  const from = place.last;
  const isNew = (record: LogRecord): boolean => {
    if (record.time === "") return true;
    if (record.time <= from || isTooEarly(record, place)) return false;
    place.last = record.time;
    return true;
  };
  try {
    const response = await source.api.stream(`${source.podsPath}/${String(source.handle.pod)}/log`, { query, signal });
    for await (const chunk of response) {
      yield [...parser.push(chunk as Buffer)].filter(isNew);
    }
    // Half a line at the end of a log that grows is read again, when it is whole.
    if (extent === "complete") yield [...parser.end()].filter(isNew);
  } catch (error) {
    if (signal.aborted) return;
    throw explain(error);
  }
}

function isTooEarly({ time }: LogRecord, { sinceMs }: Place): boolean {
  return sinceMs !== undefined && Date.parse(time) < sinceMs;
}

function explain(error: unknown): unknown {
  if (isStatus(error, 404)) return asEngineError(error);
  const known = asEngineError(error);
  if (known instanceof EngineError && known.kind !== "invalid") return known;
  const words = known instanceof Error ? known.message : String(known);
  return new EngineError("unavailable", `The log cannot be read: ${words.replace(/\.$/, "")}.`, { cause: error });
}

/** Puts the records of one answer's piece together, for most are short. */
async function* eventsOf(
  batches: AsyncIterable<LogRecord[]>,
  timestamps: boolean,
  tty: boolean,
): AsyncGenerator<LogEvent> {
  for await (const records of batches) {
    const parts = records.flatMap((record) => {
      const { time, startsLine } = record;
      const text = textOf(record, tty);
      return timestamps && startsLine && time !== "" ? [Buffer.from(`${time} `), text] : [text];
    });
    const data = Buffer.concat(parts);
    for (let at = 0; at < data.length; at += EVENT_BYTES) {
      yield { type: "data", stream: "stdout", data: data.subarray(at, at + EVENT_BYTES) };
    }
  }
}

const RETURN = 0x0d;
const NEWLINE = 0x0a;
const RETURN_NEWLINE = Buffer.of(RETURN, NEWLINE);

/** What the program wrote: a terminal's line has a carriage return, which some runtimes leave out of their logs. */
function textOf({ content }: LogRecord, tty: boolean): Buffer {
  if (!tty || content.at(-1) !== NEWLINE || content.at(-2) === RETURN) return content;
  return Buffer.concat([content.subarray(0, -1), RETURN_NEWLINE]);
}
