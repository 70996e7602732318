import type { ChildOptions, StartedChild } from "./child.ts";
import { startPiped } from "./piped.ts";
import { findProblem } from "./program.ts";
import { startOnTerminal } from "./terminal.ts";

/** Starts a program; one that cannot be found or executed is an answer, not an error. */
export async function startChild(options: ChildOptions): Promise<StartedChild> {
  const problem = findProblem(options.command[0] ?? "", options.cwd, options.env.PATH);
  if (problem) return { problem };
  if (!options.tty) return startPiped(options);
  return { child: startOnTerminal(options) };
}
