import { constants } from "node:os";
import type { Readable, Writable } from "node:stream";
import type { WindowSize } from "../../engine.ts";
import type { CpuGroup } from "../cpuGroups.ts";
import type { StreamName } from "../../log/criLog.ts";
import type { ProgramProblem } from "./program.ts";

/** A process in a session of its own, with its streams. */
export interface Child {
  readonly pid: number;
  readonly outputs: readonly { readonly stream: StreamName; readonly source: Readable }[];
  /** Undefined when no input was asked for. */
  readonly input: Writable | undefined;
  /** With a terminal this is what Ctrl-D does; else the input is closed. */
  endInput(): void;
  /** Without a terminal this does nothing. */
  resize(size: WindowSize): void;
  /** The exit code, 128 + n after signal n. Output may still be on its way then. */
  readonly exited: Promise<number>;
}

export interface ChildOptions {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly tty: boolean;
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly size?: WindowSize | undefined;
  /** The group that the process is to be in from its beginning. */
  readonly cpuGroup?: CpuGroup | undefined;
  /** A private folder for the short-lived names of pipes. */
  readonly pipeFolder: string;
}

export type StartedChild = { readonly child: Child } | { readonly problem: ProgramProblem };

export const DEFAULT_SIZE: WindowSize = { width: 80, height: 24 };

/** An exit status as one number. */
export function exitCodeOf(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}
