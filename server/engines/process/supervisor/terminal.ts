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

/** What is passed on at once; with its frame it fits into what a socket is read by. */
const PIECE_BYTES = 60 * 1024;
/** So much at once is a part of more. */
const PART_BYTES = 2 * 1024;
/** A piece that is as large is a part of a flood, and so is what follows it so soon. */
const FLOOD_BYTES = 16 * 1024;
const FLOOD_MS = 50;
/** How long more of a flood is waited for. */
const GATHER_MS = 8;
const LOOK_EVERY_MS = 1;
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
 * All that is written to a terminal, read when it is asked for: what waits meanwhile waits in the kernel, which holds the
 * program up and forgets it at Ctrl+C. A terminal gives 4 KiB at a time, and each of them would cost more on its way than
 * its bytes do: so what is there already is read along with the first of it, and in a flood what comes in the next
 * moment too.
 *
 * Reading it as a stream loses its end: when the program has gone, libuv takes the first read that does not fill the
 * buffer for the last, which is right for pipes. So what is left then is read here, while the terminal is still open.
 */
function createTerminalOutput(terminal: ReadStream, fd: number): Readable {
  let gathered: Gathered | undefined;
  let timer: NodeJS.Timeout | undefined;
  let floodedAtMs = -Infinity;

  const output = new Readable({
    highWaterMark: 0,
    read: () => void (timer ?? terminal.resume()),
    destroy(error, done) {
      clearTimeout(timer);
      terminal.destroy();
      done(error);
    },
  });

  function pass(): void {
    clearTimeout(timer);
    timer = undefined;
    const whole = gathered?.bytes();
    gathered = undefined;
    if (!whole || whole.length === 0) return;
    if (whole.length >= FLOOD_BYTES) floodedAtMs = performance.now();
    output.push(whole);
  }

  /** Reads on from time to time rather than at each few bytes. */
  function gather(sinceMs: number): void {
    timer = setTimeout(() => {
      // What the stream itself still holds comes before what the kernel has, and comes by "data" when it is read.
      if (terminal.readableLength > 0) terminal.read();
      const isFull = gathered?.readOn(fd) ?? true;
      if (isFull || performance.now() - sinceMs >= GATHER_MS) pass();
      else gather(sinceMs);
    }, LOOK_EVERY_MS);
  }

  terminal.on("data", (chunk: Buffer) => {
    terminal.pause();
    if (gathered) return gathered.add(chunk);
    if (chunk.length < PART_BYTES || terminal.readableLength > 0) return void output.push(chunk);
    gathered = createGathered();
    gathered.add(chunk);
    const isFull = gathered.readOn(fd);
    const atMs = performance.now();
    if (isFull || atMs - floodedAtMs >= FLOOD_MS) pass();
    else gather(atMs);
  });
  terminal.once("end", () => {
    pass();
    for (let isMore = true; isMore; pass()) {
      gathered = createGathered();
      gathered.readOn(fd);
      isMore = gathered.bytes().length > 0;
    }
    output.push(null);
  });
  // A terminal without programs reads as an I/O error: that is its regular end.
  terminal.on("error", (error: NodeJS.ErrnoException) => {
    pass();
    if (error.code === "EIO") output.push(null);
    else output.destroy(error);
  });
  return output;
}

type Gathered = ReturnType<typeof createGathered>;

/** A piece of output that is read bit by bit. */
function createGathered() {
  let piece = Buffer.allocUnsafe(PIECE_BYTES);
  let length = 0;
  return {
    add(chunk: Buffer): void {
      if (length + chunk.length > piece.length) piece = Buffer.concat([piece.subarray(0, length), chunk]);
      else chunk.copy(piece, length);
      length += chunk.length;
    },
    /** Adds what a terminal has. @returns whether the piece is full */
    readOn(fd: number): boolean {
      while (length < piece.length) {
        const bytes = readAvailable(fd, piece, length);
        if (bytes === 0) return false;
        length += bytes;
      }
      return true;
    },
    bytes: () => piece.subarray(0, length),
  };
}

/** @returns how many bytes were read: 0 when there are none (yet) */
function readAvailable(fd: number, buffer: Buffer, offset: number): number {
  try {
    return readSync(fd, buffer, offset, buffer.length - offset, null);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EIO" || code === "EAGAIN") return 0;
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
