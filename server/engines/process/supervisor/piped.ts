import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, mkdtempSync, openSync, rmSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { inCpuGroup } from "../cpuGroups.ts";
import type { StreamName } from "../../log/criLog.ts";
import { exitCodeOf, type ChildOptions, type StartedChild } from "./child.ts";
import { spawnProblem } from "./program.ts";

/**
 * Starts a program on pipes. Node's own are sockets, which programs cannot open again by `/dev/stdin` and `/dev/stdout`
 * as so many scripts do; so these are named pipes whose names are gone before the program starts.
 */
export async function startPiped(options: ChildOptions): Promise<StartedChild> {
  const pipes = await openPipes(options);
  const { child, error } = await spawnOn(pipes, options);
  for (const pipe of Object.values(pipes)) if (pipe) closeSync(pipe.theirs);
  if (child?.pid === undefined) {
    for (const pipe of Object.values(pipes)) if (pipe) closeSync(pipe.ours);
    return { problem: spawnProblem(options.command[0] ?? "", error) };
  }
  const exited = new Promise<number>((resolve) => {
    child.once("exit", (code, signal) => resolve(exitCodeOf(code, signal)));
  });
  const input = pipes.stdin && new Socket({ fd: pipes.stdin.ours, readable: false, writable: true });
  // A program that closes its input is no failure; writes learn of it through their callback.
  input?.on("error", () => input.destroy());
  const outputs = (["stdout", "stderr"] as const).flatMap((stream) => {
    const fd = pipes[stream]?.ours;
    return fd === undefined ? [] : [{ stream, source: new Socket({ fd, readable: true, writable: false }) }];
  });
  return { child: { pid: child.pid, outputs, input, endInput: () => input?.end(), resize: () => {}, exited } };
}

/** Some failures to start are thrown and some are told by an event; here they are all an answer. */
async function spawnOn(pipes: Pipes, options: ChildOptions) {
  const [file = "", ...args] = options.command;
  try {
    const { stdin, stdout, stderr } = pipes;
    const child = inCpuGroup(options.cpuGroup, () =>
      spawn(file, args, {
        cwd: options.cwd,
        env: options.env,
        detached: true,
        stdio: [stdin?.theirs ?? "ignore", stdout?.theirs ?? "ignore", stderr?.theirs ?? "ignore"],
      }),
    );
    if (child.pid === undefined) await once(child, "spawn");
    return { child };
  } catch (error) {
    return { error: error as NodeJS.ErrnoException };
  }
}

interface Pipe {
  readonly ours: number;
  readonly theirs: number;
}

type Pipes = Partial<Record<"stdin" | StreamName, Pipe>>;

async function openPipes(options: ChildOptions): Promise<Pipes> {
  const names = (["stdin", "stdout", "stderr"] as const).filter((name) => options[name]);
  if (names.length === 0) return {};
  const folder = mkdtempSync(join(options.pipeFolder, "pipes-"));
  try {
    await promisify(execFile)("mkfifo", ["-m", "600", ...names.map((name) => join(folder, name))]);
    const pipes: Pipes = {};
    for (const name of names) pipes[name] = openPipe(join(folder, name), name === "stdin");
    return pipes;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Opens both ends. Opening one blocks until the other is open, unless it is opened for reading without blocking; and our
 * end must not block while the program's must, for that is what programs expect.
 */
function openPipe(path: string, isInput: boolean): Pipe {
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  if (!isInput) return { ours: reader, theirs: openSync(path, constants.O_WRONLY) };
  const ours = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  const theirs = openSync(path, constants.O_RDONLY);
  closeSync(reader);
  return { ours, theirs };
}
