import type { LinkState, TerminalTarget } from "./terminalLink.ts";

/** How a terminal ended, as sentences; undefined while it may still live. */
export function endWords(state: LinkState, target: TerminalTarget): string | undefined {
  switch (state.status) {
    case "connecting":
    case "live":
    case "reconnecting":
      return undefined;
    case "ended": {
      const { exitCode, message } = state.end;
      const what = target.kind === "exec" ? "The shell" : "The job";
      return `${what} ended with exit code ${exitCode}${message ? `: ${message}` : ""}.`;
    }
    case "lost":
      if (target.kind === "attach") return state.error.message;
      // Why it was lost helps nobody; that trying again would not bring this shell back does.
      return state.error.retryable
        ? "The connection was lost: this shell is gone."
        : `${state.error.message} This shell is gone.`;
    case "refused":
      return state.error.message;
  }
}

/** What can be done once a terminal has ended. */
export function nextStep(target: TerminalTarget): string {
  return target.kind === "exec" ? "New shell" : "Attach again";
}
