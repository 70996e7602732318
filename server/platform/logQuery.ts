import { brokenRule } from "../http/errors.ts";
import { readFlag, readTime } from "./listFilter.ts";
import { randomSeparator } from "./jobLog.ts";

/** Reads the parameters of a log; `debug` and `archive_delay` say nothing to this platform. @throws HttpError 400 */
export function readLogQuery(query: URLSearchParams): { sinceMs?: number; timestamps: boolean; separator: string } {
  const separator = query.get("separator") ?? randomSeparator();
  // It travels in a header too, and stands for one line.
  if (!/^[\x20-\x7e]*$/.test(separator)) throw brokenRule("separator", "must be one line of ASCII");
  return {
    sinceMs: readTime(query, "since", "up"),
    timestamps: readFlag(query, "timestamps") ?? false,
    separator,
  };
}
