import { ApiError } from "../../api/errors.ts";
import { browserEnvironment } from "../../api/streams/environment.ts";
import type { LiveState } from "../../api/streams/liveStream.ts";
import type { LogRow } from "../../lib/logStore/drawRow.ts";
import { NO_QUERY, type LogQuery } from "../../lib/logStore/query.ts";
import type { RowPlace } from "../../lib/logStore/rowOrder.ts";
import { notify } from "../../state/notice.ts";
import { currentToken, signOut } from "../../state/session.ts";
import {
  FIRST_WINDOW,
  type FromWorker,
  type LogFrame,
  type LogQuestion,
  type LogSource,
  type LogWindow,
  type PlainError,
  type PlainState,
  type SearchFacts,
  type TimeText,
  type ToWorker,
} from "./logProtocol.ts";
import { nextKeys } from "./rowKeys.ts";
import { takeLogWorker } from "./spareWorker.ts";

/** What is drawn; a new object for each frame. */
export interface LogSnapshot extends LogFrame<LiveState> {
  /** By row, see rowKeys.ts. */
  readonly keys: readonly number[];
}

/**
 * Logs as a page shows them. They are read, kept and searched by a worker, while somebody subscribes and from their
 * beginning each time; here is only what is drawn.
 */
export interface LogFeed {
  getSnapshot(this: void): LogSnapshot;
  subscribe(this: void, listener: () => void): () => void;
  /** Says which lines are wanted; they come with the next snapshot. */
  setWindow(this: void, window: LogWindow): void;
  setQuery(this: void, query: LogQuery, showsJson: boolean): void;
  setSources(this: void, sources: readonly LogSource[]): void;
  setCap(this: void, capBytes: number): void;
  retryNow(this: void): void;
  refetch(this: void): void;
  expand(this: void, place: RowPlace): void;
  /** The index of a line among those that are shown; waits until it has come. */
  indexOfLine(this: void, place: RowPlace): Promise<number>;
  indexAtTime(this: void, timestampMs: number): Promise<number>;
  nextMatch(this: void, from: number, direction: 1 | -1): Promise<number | undefined>;
  textOf(this: void, from: number, to: number, times: TimeText): Promise<string>;
}

const CONNECTING: LiveState = { status: "connecting" };

export function createLogFeed(sources: readonly LogSource[], capBytes: number): LogFeed {
  const listeners = new Set<() => void>();
  const questions = new Map<number, (answer: number | string | undefined) => void>();
  let worker: Worker | undefined;
  let stopWaking: (() => void) | undefined;
  let known = { sources, capBytes, query: NO_QUERY, showsJson: false };
  let shownWindow: LogWindow = FIRST_WINDOW;
  let version = 0;
  let lastQuestion = 0;
  /** Questions from before there was somebody to answer them. */
  let unsent: ToWorker[] = [];
  let frame: number | undefined;
  let snapshot = emptySnapshot(sources.length);

  function tell(message: ToWorker): void {
    worker?.postMessage(message);
  }

  function receive({ data }: MessageEvent<FromWorker>): void {
    if (data.type === "unauthorized") {
      signOut("refused");
    } else if (data.type === "failed") {
      notify(data.message);
    } else if (data.type === "answer") {
      questions.get(data.id)?.(data.answer);
      questions.delete(data.id);
    } else {
      const rows = keepRows(snapshot, data);
      const keys = nextKeys(snapshot, rows, shownWindow.from === "end");
      const facts = data.sources.map((source) => ({ ...source, state: liveState(source.state) }));
      const search = isSameSearch(snapshot.search, data.search) ? snapshot.search : data.search;
      snapshot = { ...data, rows, keys, sources: facts, search };
      for (const listener of listeners) listener();
      // A hidden page draws nothing and asks for nothing.
      frame ??= requestAnimationFrame(() => {
        frame = undefined;
        tell({ type: "drawn" });
      });
    }
  }

  function start(): void {
    worker = takeLogWorker();
    worker.onmessage = receive;
    const { origin } = window.location;
    tell({ type: "open", sources: known.sources, origin, token: currentToken(), capBytes: known.capBytes });
    tell({ type: "query", version, query: known.query, showsJson: known.showsJson });
    tell({ type: "window", window: shownWindow });
    for (const message of unsent) tell(message);
    unsent = [];
    stopWaking = browserEnvironment.onWakeUp((wakeUp) => tell({ type: "wakeUp", wakeUp }));
  }

  function stop(): void {
    stopWaking?.();
    worker?.terminate();
    worker = undefined;
    if (frame !== undefined) cancelAnimationFrame(frame);
    frame = undefined;
    questions.clear();
    snapshot = emptySnapshot(known.sources.length);
  }

  function ask(question: LogQuestion): Promise<number | string | undefined> {
    return new Promise((resolve) => {
      lastQuestion += 1;
      questions.set(lastQuestion, resolve);
      const message: ToWorker = { type: "ask", id: lastQuestion, question };
      if (worker) tell(message);
      else unsent.push(message);
    });
  }

  return {
    getSnapshot: () => snapshot,
    subscribe(listener) {
      listeners.add(listener);
      if (listeners.size === 1) start();
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) stop();
      };
    },
    setWindow(next) {
      shownWindow = next;
      tell({ type: "window", window: next });
    },
    setQuery(query, showsJson) {
      known = { ...known, query, showsJson };
      version += 1;
      tell({ type: "query", version, query, showsJson });
    },
    setSources(next) {
      known = { ...known, sources: next };
      tell({ type: "sources", sources: next });
    },
    setCap(next) {
      known = { ...known, capBytes: next };
      tell({ type: "cap", capBytes: next });
    },
    retryNow: () => tell({ type: "retry" }),
    refetch: () => tell({ type: "refetch" }),
    expand: (place) => tell({ type: "expand", place }),
    indexOfLine: async (place) => Number(await ask({ type: "line", place })),
    indexAtTime: async (timestampMs) => Number(await ask({ type: "time", timestampMs })),
    nextMatch: async (from, direction) => (await ask({ type: "match", from, direction })) as number | undefined,
    textOf: async (from, to, times) => String(await ask({ type: "text", from, to, times })),
  };
}

function emptySnapshot(sources: number): LogSnapshot {
  const facts = {
    state: CONNECTING,
    firstNumber: 0,
    endNumber: 0,
    keptBytes: 0,
    seenBytes: 0,
    isRefetching: false,
  };
  const search = { matchLines: 0, matchCount: 0, progress: 1, problem: undefined };
  return {
    version: 0,
    start: 0,
    end: 0,
    from: 0,
    rows: [],
    keys: [],
    sources: Array.from({ length: sources }, () => facts),
    search,
  };
}

/** What is drawn already and has not changed stays the same object, so that it is not drawn again. */
function keepRows(before: LogSnapshot, next: LogFrame): readonly LogRow[] {
  if (before.version !== next.version || before.rows.length === 0) return next.rows;
  return next.rows.map((row) => {
    const old = before.rows[row.index - before.from];
    return old && isSameRow(old, row) ? old : row;
  });
}

function isSameRow(old: LogRow, row: LogRow): boolean {
  return (
    !row.isUnfinished &&
    !old.isUnfinished &&
    old.index === row.index &&
    old.source === row.source &&
    old.number === row.number &&
    old.cutBytes === row.cutBytes &&
    old.isMatch === row.isMatch &&
    old.restartedAtMs === row.restartedAtMs &&
    old.isAfterGap === row.isAfterGap
  );
}

function isSameSearch(old: SearchFacts, next: SearchFacts): boolean {
  return (
    old.matchLines === next.matchLines &&
    old.matchCount === next.matchCount &&
    old.progress === next.progress &&
    old.problem === next.problem
  );
}

function liveState(state: PlainState): LiveState {
  if (state.status === "reconnecting") return { ...state, error: errorOf(state.error) };
  return state.status === "refused" ? { ...state, error: errorOf(state.error) } : state;
}

function errorOf({ kind, message, status }: PlainError): ApiError {
  return new ApiError(kind, message, status === undefined ? {} : { status });
}
