import { createRequire } from "node:module";
import { ReadStream } from "node:tty";
import type { WindowSize } from "../../engine.ts";
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
  const { fd, pid } = binding.binding.fork(
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
  );
  const terminal = new ReadStream(fd);
  return {
    pid,
    outputs: [{ stream: "stdout", source: terminal }],
    input: options.stdin ? terminal : undefined,
    endInput: () => void terminal.write(END_OF_TRANSMISSION),
    resize: (size: WindowSize) => {
      if (!terminal.destroyed) binding.binding.resize(fd, size.width, size.height);
    },
    exited,
  };
}

function loadBinding(): { binding: PtyBinding; helperPath: string } {
  const require = createRequire(import.meta.url);
  const loader = require("@lydell/node-pty/requireBinary.js") as { requireBinary(file: string): PtyBinding };
  // Only macOS starts its programs through a helper.
  const helper = `@lydell/node-pty-${process.platform}-${process.arch}/spawn-helper`;
  const helperPath = process.platform === "darwin" ? require.resolve(helper) : "";
  return { binding: loader.requireBinary("pty.node"), helperPath };
}
