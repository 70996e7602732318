import { accessSync, constants, statSync } from "node:fs";
import { join, resolve } from "node:path";

/** Why a program could not be started, with the exit code a shell gives: 127 not found, 126 found but not executable. */
export interface ProgramProblem {
  readonly exitCode: 126 | 127;
  readonly message: string;
}

/** Says why `name` cannot be executed in `cwd` with that `PATH`, or undefined when it can. */
export function findProblem(name: string, cwd: string, path: string | undefined): ProgramProblem | undefined {
  if (name === "") return { exitCode: 127, message: "The program's name is empty." };
  if (name.includes("/")) return problemOf(resolve(cwd, name), name);
  const problems = (path ?? "")
    .split(":")
    .filter((folder) => folder !== "")
    .map((folder) => problemOf(join(resolve(cwd, folder), name), name));
  if (problems.includes(undefined)) return undefined;
  return problems.find((problem) => problem?.exitCode === 126) ?? notOnPath(name);
}

/** What a failed spawn means although {@link findProblem} saw nothing, e.g. a script whose interpreter is missing. */
export function spawnProblem(name: string, error: NodeJS.ErrnoException | undefined): ProgramProblem {
  if (error?.code === "ENOENT") {
    return { exitCode: 127, message: `"${name}" could not be started: its interpreter or its folder was not found.` };
  }
  if (error?.code === "E2BIG") {
    return { exitCode: 126, message: `"${name}" could not be started: its arguments and environment are too long.` };
  }
  return { exitCode: 126, message: `"${name}" could not be started: ${error?.message ?? "nobody knows why"}.` };
}

function notOnPath(name: string): ProgramProblem {
  return { exitCode: 127, message: `"${name}" was not found on PATH.` };
}

function problemOf(file: string, name: string): ProgramProblem | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) return { exitCode: 127, message: `"${name}" was not found.` };
  if (!stats.isFile()) return { exitCode: 126, message: `"${name}" is not a program: it is no file.` };
  try {
    accessSync(file, constants.X_OK);
    return undefined;
  } catch {
    return { exitCode: 126, message: `"${name}" is not executable: chmod +x makes it so.` };
  }
}
