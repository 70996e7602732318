import type { TerminalTarget } from "../../lib/terminalTarget.ts";
import type { LinkState } from "./terminalLink.ts";

/** How a terminal ended, as sentences; undefined while it may still live. */
export function endWords(state: LinkState, target: TerminalTarget): string | undefined {
  switch (state.status) {
    case "connecting":
    case "live":
    case "reconnecting":
      return undefined;
    case "ended": {
      const { exitCode, message } = state.end;
      return `${subject(target)} ended with exit code ${exitCode}${message ? `: ${message}` : ""}.${missing(exitCode, target)}`;
    }
    case "lost":
      if (target.kind === "attach" || state.error.kind === "conflict" || state.error.kind === "not-found")
        return state.error.message;
      // Why it was lost helps nobody; that trying again would not bring this shell back does.
      return state.error.retryable
        ? "The connection was lost: this shell is gone."
        : `${state.error.message} This shell is gone.`;
    case "refused":
      return state.error.message;
  }
}

function subject(target: TerminalTarget): string {
  return target.kind === "exec" ? "The shell" : "The job";
}

function missing(exitCode: number, target: TerminalTarget): string {
  if (target.kind === "attach" || (exitCode !== 126 && exitCode !== 127)) return "";
  const tried = target.commands.map((command) => command.split(" ")[0]);
  if (exitCode === 126) return ` ${tried.at(-1)} cannot be executed in this job.`;
  return tried.length === 1 ? ` Is ${tried[0]} in this job?` : ` None of ${tried.join(", ")} is in this job.`;
}

/** What can be done once a terminal has ended. */
export function nextStep(state: LinkState, target: TerminalTarget): string {
  if (state.status === "lost" && state.error.kind === "conflict") return "Bring it here";
  return target.kind === "exec" ? "New shell" : "Attach again";
}
