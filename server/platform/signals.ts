import { constants } from "node:os";
import { brokenRule } from "../http/errors.ts";

/** Reads a signal as people name it: `9`, `KILL` or `SIGKILL`; SIGKILL when nothing is said. @throws HttpError 400 */
export function readSignal(text: string | null): NodeJS.Signals {
  if (text === null || text === "") return "SIGKILL";
  const wanted = text.toUpperCase();
  const found = Object.entries(constants.signals).find(
    ([name, number]) => name === wanted || name === `SIG${wanted}` || String(number) === wanted,
  );
  if (!found) throw brokenRule("signal", `must be a signal's number or name such as 9 or SIGKILL, not "${text}"`);
  return found[0] as NodeJS.Signals;
}
