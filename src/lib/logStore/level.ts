import type { LogLevel } from "./levelNames.ts";

const NAMES: Readonly<Record<string, LogLevel>> = {
  emerg: "error",
  emergency: "error",
  alert: "error",
  fatal: "error",
  panic: "error",
  critical: "error",
  crit: "error",
  error: "error",
  err: "error",
  severe: "error",
  warning: "warn",
  warn: "warn",
  notice: "info",
  info: "info",
  information: "info",
  debug: "debug",
  trace: "debug",
  verbose: "debug",
};

/** Levels stand near the beginning: behind a time, a name, a process. */
const HEAD_LENGTH = 160;
const WORDS = Object.keys(NAMES).join("|");
/** `"level":"error"`, `level=error`, `severity: ERROR`. */
const FIELD = new RegExp(
  `["']?(?:level|lvl|severity|levelname|log\\.level)["']?\\s*[=:]\\s*["']?(${WORDS}|\\d+)\\b`,
  "i",
);
/** `ERROR`, `[warn]`, `<info>`, `Error:`; a word within a sentence is none. */
const UPPER = new RegExp(`(?:^|[^\\p{L}\\p{N}_])(${WORDS.toUpperCase()})(?![\\p{L}\\p{N}_])`, "u");
const MARKED = new RegExp(`(?:^|\\s)(?:[[<(|]\\s*(${WORDS})\\s*[\\]>)|]|(${WORDS}):(?=\\s|$))`, "i");
/** `TypeError: …`, `java.lang.IllegalStateException: …`, `Traceback (most recent call last)`. */
const THROWN = /^(?:[\w.$]*(?:Error|Exception)(?::|$)|Traceback \(most recent call last\))/;
/** glog: `E0102 03:04:05.678901`. */
const GLOG = /^([EWIF])\d{4} \d\d:\d\d:\d\d/;
const GLOG_LEVELS: Readonly<Record<string, LogLevel>> = { E: "error", F: "error", W: "warn", I: "info" };
/** A cheap look: a line without any of these has no level. */
const HINT =
  /emerg|alert|fatal|panic|crit|err|severe|warn|notice|info|debug|trace|verbose|level|lvl|severity|exception|traceback|^[EWIF]\d{4} /i;

/** The level that a line names, by the ways in which programs write it; undefined when it names none. */
export function levelOf(text: string): LogLevel | undefined {
  const head = text.length > HEAD_LENGTH ? text.slice(0, HEAD_LENGTH) : text;
  if (!HINT.test(head)) return undefined;
  const glog = GLOG.exec(head)?.[1];
  if (glog) return GLOG_LEVELS[glog];
  const field = FIELD.exec(text)?.[1];
  if (field !== undefined) return NAMES[field.toLowerCase()] ?? numberLevel(Number(field));
  const upper = UPPER.exec(head)?.[1];
  if (upper !== undefined) return NAMES[upper.toLowerCase()];
  const marked = MARKED.exec(head);
  const word = marked?.[1] ?? marked?.[2];
  if (word !== undefined) return NAMES[word.toLowerCase()];
  return THROWN.test(head) ? "error" : undefined;
}

/** The numbers of pino and bunyan. */
function numberLevel(value: number): LogLevel | undefined {
  if (value >= 50 && value < 100) return "error";
  if (value >= 40) return value < 50 ? "warn" : undefined;
  if (value >= 30) return "info";
  return value >= 10 ? "debug" : undefined;
}
