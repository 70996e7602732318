import { writeSync } from "node:fs";

const STDERR = 2;

/** Notes what went wrong in the supervisor's own log. Never throws: on a full disk there is no room for that either. */
export function complain(message: string): void {
  try {
    writeSync(STDERR, `${new Date().toISOString()} ${message}\n`);
  } catch {
    // Nobody is left to be told; what went wrong is dealt with all the same.
  }
}
