import type { LogEvent, LogOptions } from "../engine.ts";
import { createStamper } from "../log/stamper.ts";
import type { Connection } from "./connection.ts";
import { createDemultiplexer } from "./demultiplex.ts";
import type { Inspection } from "./inspection.ts";

const NEWLINE = 0x0a;
const BLANK = 0x20;

interface Line {
  readonly stream: "stdout" | "stderr";
  /** The engine's time as it was sent. */
  readonly time: Buffer;
  /** With its newline. */
  readonly content: Buffer;
}

/**
 * A container's log as its engine tells it: whole lines only, for engines keep back a line until it has ended. What was
 * there is asked for first, then what comes, from the last line's time on without those that have been told.
 */
export async function* readRemoteLog(
  connection: Connection,
  inspection: Inspection,
  options: LogOptions & { readonly isRunning: boolean; readonly skipArchive?: boolean },
): AsyncGenerator<LogEvent, void> {
  const { sinceMs, timestamps, signal } = options;
  const stamper = createStamper(sinceMs);
  let lastTime = "";
  let sameTime = 0;
  const lines = (follow: boolean, since: string | undefined) =>
    readLines(connection, inspection, { follow, since, signal });

  function* tell(line: Line): Generator<LogEvent> {
    const time = line.time.toString("latin1");
    sameTime = time === lastTime ? sameTime + 1 : 1;
    lastTime = time;
    const isWanted = stamper.stamp(line.time, { start: 0, timeEnd: line.time.length });
    if (!isWanted) return;
    const stamp = timestamps ? [Buffer.from(stamper.bytes), Buffer.of(BLANK)] : [];
    yield { type: "data", stream: line.stream, data: Buffer.concat([...stamp, line.content]) };
  }

  const beganAt = sinceMs === undefined ? undefined : String(Math.floor(sinceMs / 1000));
  for await (const line of lines(false, beganAt)) {
    for (const event of tell(line)) if (!options.skipArchive) yield event;
    if (signal.aborted) return;
  }
  if (!options.follow || !options.isRunning || signal.aborted) return;
  yield { type: "live" };
  const [knownTime, known] = [lastTime, sameTime];
  let seen = 0;
  for await (const line of lines(true, knownTime === "" ? beganAt : secondsOf(knownTime))) {
    if (seen < known && isKnown(line, knownTime)) {
      if (line.time.toString("latin1") === knownTime) seen += 1;
      continue;
    }
    yield* tell(line);
    if (signal.aborted) return;
  }
}

/** Whether a line that is told again, because its time is that of the last line or earlier, was told before. */
function isKnown({ time }: Line, knownTime: string): boolean {
  return knownTime !== "" && time.toString("latin1") <= knownTime;
}

/** Seconds since the epoch with the decimals that were sent. */
function secondsOf(time: string): string {
  const fraction = /\.(\d+)/.exec(time)?.[1];
  const seconds = Math.floor(Date.parse(time.replace(/\.\d+/, "")) / 1000);
  return fraction === undefined ? String(seconds) : `${seconds}.${fraction.padEnd(9, "0")}`;
}

interface LinesOptions {
  readonly follow: boolean;
  readonly since: string | undefined;
  readonly signal: AbortSignal;
}

async function* readLines(
  connection: Connection,
  { Id, Config }: Inspection,
  { follow, since, signal }: LinesOptions,
): AsyncGenerator<Line, void> {
  if (signal.aborted) return;
  const query = { follow, since, stdout: true, stderr: true, timestamps: true };
  const answer = await connection.stream("GET", `/containers/${Id}/logs`, { query, signal });
  const end = () => answer.destroy();
  signal.addEventListener("abort", end, { once: true });
  const takeApart = createDemultiplexer();
  const rests = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      for (const { stream, data } of Config.Tty ? [{ stream: "stdout" as const, data: chunk }] : takeApart(chunk)) {
        const bytes = Buffer.concat([rests[stream], data]);
        let start = 0;
        for (let newline = bytes.indexOf(NEWLINE); newline !== -1; newline = bytes.indexOf(NEWLINE, start)) {
          yield toLine(stream, bytes.subarray(start, newline + 1));
          start = newline + 1;
        }
        rests[stream] = Buffer.from(bytes.subarray(start));
      }
    }
    for (const stream of ["stdout", "stderr"] as const)
      if (rests[stream].length > 0) yield toLine(stream, rests[stream]);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener("abort", end);
    answer.destroy();
  }
}

function toLine(stream: Line["stream"], bytes: Buffer): Line {
  const blank = bytes.indexOf(BLANK);
  return { stream, time: bytes.subarray(0, blank), content: bytes.subarray(blank + 1) };
}
