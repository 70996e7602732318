import { randomUUID } from "node:crypto";
import { EngineError, type ExecOptions, type Handle, type StreamSession } from "../engine.ts";
import { asEngineError, type Api } from "./api.ts";
import { CHANNEL_PROTOCOL, exitCodeOf, openChannels, type Channels, type EndStatus } from "./channels.ts";
import { CONTAINER } from "./podSpec.ts";
import { END_MARKED, RUN_MARKED, shell } from "./scripts.ts";
import { isWithoutProgram, type Shell } from "./shell.ts";

const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;
const KILLED = 137;
const CTRL_D = Buffer.of(0x04);

interface ExecTarget {
  readonly api: Api;
  readonly podsPath: string;
  readonly shell: Shell;
  readonly handle: Handle;
  /** Whether the run still runs, as far as is known. */
  readonly isRunning: () => Promise<boolean>;
  /** Aborted when the engine is closed. */
  readonly closing: AbortSignal;
  /** Told of what nobody waits for. */
  onError(error: unknown): void;
}

/**
 * Starts a further process in a run. Its words are run by the image's `sh`, which sets the terminal's size before they
 * begin and marks them, so that they can be ended: Kubernetes lets go of a process whose connection is closed. An image
 * without `sh` runs them as they are.
 */
export async function openExec(target: ExecTarget, options: ExecOptions): Promise<StreamSession> {
  options.signal.throwIfAborted();
  const mark = randomUUID();
  const size = options.size ? [String(options.size.height), String(options.size.width)] : ["", ""];
  const marked = await connect(target, options, shell(RUN_MARKED, mark, ...size, ...options.command));
  let channels = marked;
  const signal = AbortSignal.any([options.signal, target.closing]);
  const given = givenUp(signal);

  /** The connection that is left when the image has no `sh`; undefined when it has. */
  const bare = marked.ended.then(async (status) => {
    if (!status || !isWithoutProgram(status) || signal.aborted) return undefined;
    channels = await connect(target, options, options.command);
    return channels;
  });
  const exitCode = Promise.race([
    given.promise,
    bare.then(async (other) => exitOf((await (other ?? marked).ended) ?? {}, target)),
  ]);
  // Not every caller asks for the exit code of a session it gave up.
  exitCode.catch(() => undefined);
  let isOver = false;
  const over = exitCode.then(
    () => (isOver = true),
    () => (isOver = true),
  );
  void over.then(given.forget);

  async function close(): Promise<void> {
    const wasOver = isOver;
    given.giveUp("The session was closed.");
    channels.close();
    if (!wasOver) await endMarked(target, mark);
  }
  signal.addEventListener("abort", () => void close(), { once: true });
  if (signal.aborted) await close();

  async function* output() {
    yield* marked.output;
    const other = await bare.catch(() => undefined);
    if (!other) return;
    yield* other.output;
    const status = await other.ended;
    if (status && isWithoutProgram(status)) {
      yield {
        stream: options.tty ? ("stdout" as const) : ("stderr" as const),
        data: Buffer.from(`${status.message}\n`),
      };
    }
  }

  return {
    output: output(),
    write: (data) => (options.stdin ? channels.write(data) : Promise.reject(withoutInput())),
    endInput: () => (options.tty ? channels.write(CTRL_D) : Promise.reject(cannotEndInput())),
    resize: (size) => (options.tty ? channels.resize(size) : Promise.resolve()),
    exitCode,
    close,
  };
}

/** How a process ended, by the connection's last word. @throws EngineError unavailable when that says nothing */
async function exitOf(status: EndStatus, target: ExecTarget): Promise<number> {
  const exitCode = exitCodeOf(status);
  if (exitCode !== undefined) return exitCode;
  if (isWithoutProgram(status)) return /permission denied/i.test(status.message ?? "") ? NOT_EXECUTABLE : NOT_FOUND;
  if (!(await target.isRunning())) return KILLED;
  throw new EngineError("unavailable", status.message ?? "The connection to the process was lost before it ended.");
}

/** Ends what the process has left running; a server that goes leaves that to the kubelet. */
async function endMarked(target: ExecTarget, mark: string): Promise<void> {
  if (target.closing.aborted) return;
  try {
    await target.shell.tryRun(target.handle, END_MARKED, mark);
  } catch (error) {
    target.onError(error);
  }
}

/** A promise that rejects once the session is given up. */
function givenUp(signal: AbortSignal) {
  let giveUp: (why: string) => void = () => undefined;
  const promise = new Promise<never>((_resolve, reject) => {
    giveUp = (why) => reject(new EngineError("unavailable", why));
  });
  promise.catch(() => undefined);
  const onAbort = () => giveUp("The connection to the process was given up.");
  signal.addEventListener("abort", onAbort, { once: true });
  return { promise, giveUp, forget: () => signal.removeEventListener("abort", onAbort) };
}

export const withoutInput = () => new EngineError("conflict", "This session was opened without input.");
export const cannotEndInput = () =>
  new EngineError("unsupported", "Kubernetes cannot end the input of a process that has no terminal.");

async function connect(target: ExecTarget, options: ExecOptions, command: readonly string[]): Promise<Channels> {
  const { stdin, stdout, stderr, tty } = options;
  // A terminal has one output. Without any stream there would be nothing to hold on to.
  const wanted = { stdin, stdout: stdout || !stderr || tty, stderr: stderr && !tty, tty };
  try {
    const path = `${target.podsPath}/${String(target.handle.pod)}/exec`;
    const query = { container: CONTAINER, command, ...wanted };
    return openChannels(await target.api.connect(path, query, [CHANNEL_PROTOCOL]));
  } catch (error) {
    throw asEngineError(error);
  }
}
