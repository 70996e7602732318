import type { ApiErrorKind } from "../../api/errors.ts";
import type { WakeUp } from "../../api/streams/environment.ts";
import type { LiveState } from "../../api/streams/liveStream.ts";
import type { LogRow } from "../../lib/logStore/drawRow.ts";
import type { LogQuery } from "../../lib/logStore/query.ts";
import type { RowPlace } from "../../lib/logStore/rowOrder.ts";

/** What the page and the worker that keeps its logs tell each other. */

/** A log to be read. */
export interface LogSource {
  readonly jobId: string;
  /** Ascending. */
  readonly restarts: readonly LogRestart[];
}

/** A restart of a job; milliseconds since the epoch. */
export interface LogRestart {
  readonly atMs: number;
  /** What was written from then on is the new attempt's: in the middle of the pause, as whoever notes ends and lines may be late. */
  readonly fromMs: number;
}

/** Which lines the page draws: some from an index on, or the last ones. */
export interface LogWindow {
  readonly from: number | "end";
  readonly count: number;
}

/** Until it is known how high the view is: what fills most windows, and not more, as it is drawn in one go. */
export const FIRST_WINDOW: LogWindow = { from: "end", count: 40 };

export type ToWorker =
  | {
      readonly type: "open";
      readonly sources: readonly LogSource[];
      readonly origin: string;
      readonly token: string | undefined;
      readonly capBytes: number;
    }
  | { readonly type: "window"; readonly window: LogWindow }
  /** What was sent was drawn: more may come. */
  | { readonly type: "drawn" }
  | { readonly type: "query"; readonly version: number; readonly query: LogQuery; readonly showsJson: boolean }
  | { readonly type: "sources"; readonly sources: readonly LogSource[] }
  | { readonly type: "cap"; readonly capBytes: number }
  | { readonly type: "wakeUp"; readonly wakeUp: WakeUp }
  | { readonly type: "retry" }
  /** Read released lines again. */
  | { readonly type: "refetch" }
  /** Draw more of an overlong line. */
  | { readonly type: "expand"; readonly place: RowPlace }
  | { readonly type: "ask"; readonly id: number; readonly question: LogQuestion };

export type LogQuestion =
  /** The index of a line, or of the first one behind it that is shown. */
  | { readonly type: "line"; readonly place: RowPlace }
  /** The index of the first line written at a moment or later. */
  | { readonly type: "time"; readonly timestampMs: number }
  /** The index of the next match from an index on, going round at the end; undefined when there is none. */
  | { readonly type: "match"; readonly from: number; readonly direction: 1 | -1 }
  /** The text of the lines `[from, to)`, by index, as it is seen. */
  | { readonly type: "text"; readonly from: number; readonly to: number; readonly times: TimeText };

/** How lines are told apart in time, in a copied text; undefined: not. */
export type TimeText = "none" | "utc";

/** {@link LiveState} as plain data. */
export type PlainState =
  | Exclude<LiveState, { status: "reconnecting" | "refused" }>
  | { readonly status: "reconnecting"; readonly retryAtMs: number; readonly error: PlainError }
  | { readonly status: "refused"; readonly error: PlainError };

export interface PlainError {
  readonly kind: ApiErrorKind;
  readonly message: string;
  readonly status: number | undefined;
}

export interface SourceFacts<State = PlainState> {
  readonly state: State;
  /** The oldest line that is kept; as many were released. */
  readonly firstNumber: number;
  /** How many lines have come, the unfinished one included. */
  readonly endNumber: number;
  readonly keptBytes: number;
  /** All that has come, in bytes. */
  readonly seenBytes: number;
  /** Whether released lines are being read again. */
  readonly isRefetching: boolean;
}

export interface SearchFacts {
  readonly matchLines: number;
  readonly matchCount: number;
  /** Which share of the log was looked at, 0..1. */
  readonly progress: number;
  /** Why the search is none, in a sentence. */
  readonly problem: string | undefined;
}

/** What is drawn. */
export interface LogFrame<State = PlainState> {
  /** Of the query that the lines are shown by. */
  readonly version: number;
  /** Indices of the first line that is shown and behind the last. */
  readonly start: number;
  readonly end: number;
  /** The lines of the window, from this index on. */
  readonly from: number;
  readonly rows: readonly LogRow[];
  /** Bytes of the lines that are kept: how high they are when they are wrapped can be guessed by it. */
  readonly sources: readonly SourceFacts<State>[];
  readonly search: SearchFacts;
}

export type FromWorker =
  | ({ readonly type: "frame" } & LogFrame)
  | { readonly type: "answer"; readonly id: number; readonly answer: number | string | undefined }
  /** What was asked for did not work out, in a sentence. */
  | { readonly type: "failed"; readonly message: string }
  | { readonly type: "unauthorized" };
