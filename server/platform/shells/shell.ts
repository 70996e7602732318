import type { ShellNews } from "../../../contract/shellFrames.ts";
import type { StreamSession } from "../../engines/engine.ts";
import { createOutputLog } from "./outputLog.ts";
import { createOutputWindow, type OutputWindow } from "./outputWindow.ts";

/** Output that was taken in and is kept, so that a page that was loaded again can show it. */
const HISTORY_BYTES = 256 * 1024;
/** What a shell may print while nobody is connected before it has to wait. */
const AWAY_BYTES = 1024 * 1024;
const NEWLINE = 0x0a;

/** A process with a terminal that outlives its connection. Whoever made it ends it. */
export interface Shell {
  readonly isConnected: boolean;
  /** Of one that has ended; undefined while it runs, null when nobody knows. */
  readonly exitCode: number | null | undefined;
  /** Connects, and disconnects whoever was connected. @param from the first byte wanted; all that is kept if left out */
  connect(from: number | undefined): ShellConnection;
  /** What runs in it: a program's name, null when only the shell itself does; undefined when that is not known. */
  foreground(): Promise<string | null | undefined>;
  hangUp(): Promise<void>;
  /** Resolves once the process has ended. */
  readonly ended: Promise<void>;
}

/** The one connection of a shell. */
export interface ShellConnection {
  readonly news: ShellNews;
  /** The next output as soon as there is some; how it stopped when there will be none. */
  next(): Promise<Uint8Array | { readonly stopped: "ended" | "taken" | "left" }>;
  /** All before `offset` was taken in: more may come. */
  taken(offset: number): void;
  readonly stream: Pick<StreamSession, "write" | "resize">;
  /** Resolves with the exit code; rejects when nobody knows how the process ended. */
  readonly exitCode: Promise<number>;
  leave(this: void): void;
}

/** Keeps a process's output, and the process waiting when too much of it is not taken in. */
export function createShell(stream: StreamSession): Shell {
  const log = createOutputLog();
  const waiting = new Set<() => void>();
  let takenOffset = 0;
  let inputBytes = 0;
  let connections = 0;
  let current: { readonly window: OutputWindow } | undefined;
  let isOutputOver = false;
  let isHungUp = false;
  let exitCode: number | null | undefined;

  function wake(): void {
    for (const resume of waiting) resume();
    waiting.clear();
  }
  const changed = () => new Promise<void>((resolve) => waiting.add(resolve));

  function isFull(): boolean {
    return !isHungUp && log.endOffset - takenOffset >= (current?.window.bytes ?? AWAY_BYTES);
  }

  /** Where a page begins that knows nothing: at a line, for what was forgotten may have ended inside a sequence. */
  function firstLine(): number {
    const newline = log.startOffset > 0 ? (log.read(log.startOffset)?.indexOf(NEWLINE) ?? -1) : -1;
    return log.startOffset + newline + 1;
  }

  async function keepOutput(): Promise<void> {
    try {
      for await (const { data } of stream.output) {
        log.append(data);
        wake();
        while (isFull()) await changed();
      }
      exitCode = await stream.exitCode;
    } catch {
      // The engine lost the process: whoever waits for the exit code is told so there.
      exitCode = null;
    }
    isOutputOver = true;
    wake();
  }

  function take(offset: number): void {
    takenOffset = Math.max(takenOffset, Math.min(offset, log.endOffset));
    log.forget(takenOffset - HISTORY_BYTES);
    wake();
  }

  return {
    get isConnected() {
      return current !== undefined;
    },
    get exitCode() {
      return exitCode;
    },
    connect(from) {
      let at = Math.min(Math.max(from ?? firstLine(), log.startOffset), log.endOffset);
      const window = createOutputWindow(at);
      const me = { window };
      current = me;
      connections += 1;
      const state = connections === 1 ? "started" : "resumed";
      const news: ShellNews = { state, offset: at, replayUntil: log.endOffset, inputBytes };
      // What a page that was loaded again asks for anew was taken in before: it must not hold the process up.
      take(at);
      return {
        news,
        async next() {
          for (;;) {
            if (current !== me) return { stopped: current ? "taken" : "left" };
            const piece = log.read(at);
            if (piece) {
              at += piece.length;
              window.sent(at);
              return piece;
            }
            if (isOutputOver) return { stopped: "ended" };
            await changed();
          }
        },
        taken(offset) {
          if (current !== me) return;
          window.taken(Math.min(offset, at));
          take(offset);
        },
        stream: {
          write(data) {
            inputBytes += data.length;
            return stream.write(data);
          },
          resize: (size) => stream.resize(size),
        },
        exitCode: stream.exitCode,
        leave() {
          if (current === me) current = undefined;
          wake();
        },
      };
    },
    foreground: async () => await stream.foreground?.(),
    async hangUp() {
      isHungUp = true;
      wake();
      await stream.close();
    },
    ended: keepOutput(),
  };
}
