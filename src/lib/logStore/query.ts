import type { LevelChoice } from "./levelNames.ts";

/** What is looked for in a log. */
export interface LogSearch {
  readonly text: string;
  readonly isRegex: boolean;
  readonly matchCase: boolean;
  readonly wholeWord: boolean;
}

/** Which lines are shown; those of an empty filter are all. */
export interface LogFilter {
  /** Only lines that match the search, and so many around each; undefined: all lines. */
  readonly onlyMatchesContext: number | undefined;
  /** Only lines of these levels; "none" are those that name no level. Empty: all. */
  readonly levels: readonly LevelChoice[];
  /** Only lines written at these moments, milliseconds since the epoch; `untilMs` is exclusive. */
  readonly sinceMs: number | undefined;
  readonly untilMs: number | undefined;
}

export interface LogQuery extends LogFilter {
  readonly search: LogSearch;
  /** Words to be coloured wherever they stand, each in a colour of its own. */
  readonly words: readonly string[];
}

export const NO_QUERY: LogQuery = {
  search: { text: "", isRegex: false, matchCase: false, wholeWord: false },
  onlyMatchesContext: undefined,
  levels: [],
  sinceMs: undefined,
  untilMs: undefined,
  words: [],
};

export type Compiled =
  | { readonly status: "none" }
  | { readonly status: "ok"; readonly pattern: RegExp }
  | { readonly status: "broken"; readonly message: string };

const SPECIAL = /[\\^$.*+?()[\]{}|/]/g;

/** A search as a global regular expression, or why it is none, in a sentence. */
export function compileSearch({ text, isRegex, matchCase, wholeWord }: LogSearch): Compiled {
  if (text === "") return { status: "none" };
  const source = isRegex ? text : escapePattern(text);
  const bounded = wholeWord ? `(?<![\\p{L}\\p{N}_])(?:${source})(?![\\p{L}\\p{N}_])` : source;
  const flags = matchCase ? "g" : "gi";
  try {
    return { status: "ok", pattern: new RegExp(bounded, `${flags}u`) };
  } catch (error) {
    // People write `\-` and `\_`, which only the older grammar lets pass.
    if (!wholeWord) {
      try {
        return { status: "ok", pattern: new RegExp(bounded, flags) };
      } catch {
        return { status: "broken", message: reasonOf(error) };
      }
    }
    return { status: "broken", message: reasonOf(error) };
  }
}

/** A pattern for each highlighted word, case ignored. */
export function compileWords(words: readonly string[]): RegExp[] {
  return words.filter((word) => word !== "").map((word) => new RegExp(escapePattern(word), "giu"));
}

/** Whether a filter leaves lines out. */
export function isFiltering({ onlyMatchesContext, levels, sinceMs, untilMs, search }: LogQuery): boolean {
  const onlyMatches = onlyMatchesContext !== undefined && search.text !== "";
  return onlyMatches || levels.length > 0 || sinceMs !== undefined || untilMs !== undefined;
}

function escapePattern(text: string): string {
  return text.replace(SPECIAL, "\\$&");
}

function reasonOf(error: unknown): string {
  const reason = String(error).replace(/^SyntaxError: Invalid regular expression: /, "");
  return `This is no regular expression: ${reason.replace(/^\/.*\/\w*: /, "").toLowerCase()}.`;
}
