import { readSync } from "node:fs";
import { createRequire } from "node:module";
import { Readable } from "node:stream";
import { ReadStream } from "node:tty";
import type { WindowSize } from "../../engine.ts";
import { inCpuGroup } from "../cpuGroups.ts";
import { DEFAULT_SIZE, type Child, type ChildOptions } from "./child.ts";

/** The part of node-pty's binding that is used. */
interface PtyBinding {
  fork(
    file: string,
    args: readonly string[],
    env: readonly string[],
    cwd: string,
    columns: number,
    rows: number,
    uid: number,
    gid: number,
    utf8: boolean,
    helperPath: string,
    onExit: (code: number, signal: number) => void,
  ): { readonly fd: number; readonly pid: number };
  resize(fd: number, columns: number, rows: number): void;
}

const REST_BYTES = 64 * 1024;
const SAME_USER = -1;
const END_OF_TRANSMISSION = Buffer.from([0x04]);

/**
 * Starts a program on a pseudo-terminal of its own. This uses node-pty's binding and not its Terminal, because that one
 * closes the terminal 200 ms after the program's exit, and with it drops output that a slow reader has not taken yet.
 */
export function startOnTerminal(options: ChildOptions): Child {
  const binding = loadBinding();
  const [file = "", ...args] = options.command;
  const { width, height } = options.size ?? DEFAULT_SIZE;
  const env = Object.entries(options.env).map(([name, value]) => `${name}=${value}`);
  let onExit: (exitCode: number) => void = () => {};
  const exited = new Promise<number>((resolve) => (onExit = resolve));
  const { fd, pid } = inCpuGroup(options.cpuGroup, () =>
    binding.binding.fork(
      file,
      args,
      env,
      options.cwd,
      width,
      height,
      SAME_USER,
      SAME_USER,
      false,
      binding.helperPath,
      (code, signal) => onExit(signal === 0 ? code : 128 + signal),
    ),
  );
  const terminal = new ReadStream(fd);
  const output = createTerminalOutput(terminal, fd);
  return {
    pid,
    outputs: [{ stream: "stdout", source: output }],
    input: options.stdin ? terminal : undefined,
    endInput: () => void terminal.write(END_OF_TRANSMISSION),
    resize: (size: WindowSize) => {
      if (!terminal.destroyed) binding.binding.resize(fd, size.width, size.height);
    },
    exited,
  };
}

/**
 * All that is written to a terminal. Reading it as a stream loses its end: when the program has gone, libuv takes the
 * first read that does not fill the buffer for the last, which is right for pipes, but a terminal gives 4 KiB at a time.
 * So what is left then is read here, while the terminal is still open.
 */
function createTerminalOutput(terminal: ReadStream, fd: number): Readable {
  const output = new Readable({
    read: () => void terminal.resume(),
    destroy(error, done) {
      terminal.destroy();
      done(error);
    },
  });
  terminal.on("data", (chunk: Buffer) => {
    if (!output.push(chunk)) terminal.pause();
  });
  terminal.once("end", () => {
    for (let rest = readRest(fd); rest !== undefined; rest = readRest(fd)) output.push(rest);
    output.push(null);
  });
  // A terminal without programs reads as an I/O error: that is its regular end.
  terminal.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EIO") output.push(null);
    else output.destroy(error);
  });
  return output;
}

function readRest(fd: number): Buffer | undefined {
  const buffer = Buffer.allocUnsafe(REST_BYTES);
  try {
    const bytes = readSync(fd, buffer);
    return bytes === 0 ? undefined : buffer.subarray(0, bytes);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EIO" || code === "EAGAIN") return undefined;
    throw error;
  }
}

/** Loaded only when needed: most runs have no terminal, and each supervisor pays for what it loads. */
function loadBinding(): { binding: PtyBinding; helperPath: string } {
  const require = createRequire(import.meta.url);
  const loader = require("@lydell/node-pty/requireBinary.js") as { requireBinary(file: string): PtyBinding };
  // Only macOS starts its programs through a helper.
  const helper = `@lydell/node-pty-${process.platform}-${process.arch}/spawn-helper`;
  const helperPath = process.platform === "darwin" ? require.resolve(helper) : "";
  return { binding: loader.requireBinary("pty.node"), helperPath };
}
