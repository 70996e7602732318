import { EngineError, type AttachOptions, type Handle, type RunEnd, type StreamSession } from "../engine.ts";
import { onAbort } from "../onAbort.ts";
import type { OutputChunk } from "../outputQueue.ts";
import { asEngineError, type Api } from "./api.ts";
import { CHANNEL_PROTOCOL, openChannels } from "./channels.ts";
import { cannotEndInput, withoutInput } from "./exec.ts";
import { createHearing, type Hearing, type LogTail } from "./lastWords.ts";
import type { PastPiece } from "./logs.ts";
import { CONTAINER } from "./podSpec.ts";

interface AttachTarget {
  readonly api: Api;
  readonly podsPath: string;
  readonly handle: Handle;
  readonly tty: boolean;
  /** What the run has said so far, and what of it at `lateMs` or later. */
  readonly past: (lateMs: number, signal: AbortSignal) => AsyncIterable<PastPiece>;
  /** The last lines that it said at `sinceMs` or later, ever more of them. */
  readonly lastLines: (sinceMs: number, signal: AbortSignal) => AsyncIterable<LogTail>;
  /** Resolves once the run has ended. */
  readonly untilEnded: (signal: AbortSignal) => Promise<RunEnd>;
  readonly isRunning: () => Promise<boolean>;
  readonly closing: AbortSignal;
}

const CTRL_D = Buffer.of(0x04);

/**
 * Connects to a run's own streams. What was said before comes from its log, which knows whole lines only and not on
 * which stream they were. @throws EngineError conflict when the run does not run
 */
export async function openAttach(target: AttachTarget, options: AttachOptions): Promise<StreamSession> {
  options.signal.throwIfAborted();
  const openedMs = Date.now();
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, target.closing, ending.signal]);
  const { stdin } = options;
  const { tty } = target;
  // containerd ends what listens only at once. Of one stream alone the log could not tell what is missing.
  const query = { container: CONTAINER, stdin: true, stdout: true, stderr: !tty, tty };
  const channels = await (async () => {
    try {
      const path = `${target.podsPath}/${String(target.handle.pod)}/attach`;
      return openChannels(await target.api.connect(path, query, [CHANNEL_PROTOCOL]));
    } catch (error) {
      throw asEngineError(error);
    }
  })();
  const connectedMs = Date.now();
  onAbort(signal, () => channels.close());

  const exitCode = channels.ended.then(async () => {
    signal.throwIfAborted();
    // The connection ends a moment before the API server says that the container has.
    if (await staysRunning(target, signal)) {
      throw new EngineError("unavailable", "The connection to the job was lost.");
    }
    return (await target.untilEnded(signal)).exitCode;
  });
  // Not every caller asks for the exit code of a session it gave up.
  exitCode.catch(() => undefined);

  const lastWords = async (hearing: Hearing): Promise<OutputChunk[]> => {
    await exitCode;
    for await (const tail of target.lastLines(openedMs, signal)) {
      const missing = hearing.missing(tail);
      if (missing) return missing;
    }
    return [];
  };
  const live = wanted(withLastWords(channels.output, lastWords), tty ? { stdout: true, stderr: true } : options);
  return {
    output: options.logs ? withPast(live, target.past(connectedMs, signal), options) : live,
    write: (data) => (stdin ? channels.write(data) : Promise.reject(withoutInput())),
    endInput: () => {
      if (!stdin) return Promise.reject(withoutInput());
      return tty ? channels.write(CTRL_D) : Promise.reject(cannotEndInput());
    },
    resize: (size) => (tty ? channels.resize(size) : Promise.resolve()),
    exitCode,
    close: () => {
      ending.abort(new EngineError("unavailable", "The session was closed."));
      return Promise.resolve();
    },
  };
}

/** How long the end of a run may lag behind the end of its streams. */
const LAG_MS = 10_000;

async function staysRunning(target: AttachTarget, signal: AbortSignal): Promise<boolean> {
  const patience = AbortSignal.timeout(LAG_MS);
  try {
    await target.untilEnded(AbortSignal.any([signal, patience]));
    return false;
  } catch (error) {
    signal.throwIfAborted();
    if (patience.aborted) return target.isRunning();
    throw error;
  }
}

async function* withLastWords(
  output: AsyncIterable<OutputChunk>,
  lastWords: (hearing: Hearing) => Promise<OutputChunk[]>,
): AsyncGenerator<OutputChunk> {
  const hearing = createHearing();
  for await (const chunk of output) {
    hearing.heard(chunk);
    yield chunk;
  }
  // Of a connection that was lost or given up nothing is known but that.
  yield* await lastWords(hearing).catch(() => []);
}

async function* wanted(output: AsyncIterable<OutputChunk>, { stdout, stderr }: { stdout: boolean; stderr: boolean }) {
  for await (const chunk of output) if (chunk.stream === "stdout" ? stdout : stderr) yield chunk;
}

/** This much of the past is remembered to find what came twice: in the log, and live while the log was read. */
const OVERLAP_BYTES = 64 * 1024;

/** What was said since the connection was made comes by both ways, by each as late as it likes. */
async function* withPast(
  live: AsyncIterable<OutputChunk>,
  past: AsyncIterable<PastPiece>,
  options: AttachOptions,
): AsyncGenerator<OutputChunk> {
  const chunks = live[Symbol.asyncIterator]();
  const next = chunks.next();
  next.catch(() => undefined);
  let late: Buffer = Buffer.alloc(0);
  for await (const { data, lateBytes } of past) {
    if (!options.stdout) continue;
    late = Buffer.concat([late, data.subarray(data.length - lateBytes)]).subarray(-OVERLAP_BYTES);
    if (data.length > 0) yield { stream: "stdout", data };
  }
  let found: Overlap = { bytes: 0, rest: late };
  for (let chunk = await next, isFirst = true; !chunk.done; chunk = await chunks.next(), isFirst = false) {
    const { stream, data } = chunk.value;
    found = overlapOf(found.rest, Buffer.from(data), isFirst ? late.length : 1);
    if (found.bytes < data.length) yield { stream, data: data.subarray(found.bytes) };
  }
}

interface Overlap {
  /** How many bytes of what comes have come already. */
  readonly bytes: number;
  /** What is to come once more behind them. */
  readonly rest: Buffer;
}

/** Finds the beginning of what comes in what was there. @param places how many are looked at */
function overlapOf(past: Buffer, next: Buffer, places: number): Overlap {
  for (let start = 0; start < Math.min(places, past.length); start++) {
    const bytes = Math.min(past.length - start, next.length);
    if (past.subarray(start, start + bytes).equals(next.subarray(0, bytes)))
      return { bytes, rest: past.subarray(start + bytes) };
  }
  return { bytes: 0, rest: Buffer.alloc(0) };
}
