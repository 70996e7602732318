import * as z from "zod/mini";
import type { ApiError } from "../../../api/errors.ts";
import { createLogClient } from "../../../api/logClient.ts";
import type { StreamEnvironment, WakeUp } from "../../../api/streams/environment.ts";
import type { LiveState } from "../../../api/streams/liveStream.ts";
import {
  FIRST_WINDOW,
  type FromWorker,
  type LogWindow,
  type PlainError,
  type PlainState,
  type ToWorker,
} from "../logProtocol.ts";
import { createLogDesk, type LogDesk } from "./logDesk.ts";
import { createPatternSearch, type PatternWorker } from "./patternSearch.ts";
import { createSourceReader, type SourceReader } from "./sourceReader.ts";

// The worker that reads, keeps and searches the logs of one view. The page has only what it draws.

z.config({ jitless: true });

const SHORTEST_FRAME_MS = 50;
/** A flood, which nobody can read, is shown now and then: that leaves time for reading on. */
const FLOOD_FRAME_MS = 250;
const FLOOD_LINES_A_MS = 20;
/** Until the first lines are drawn no more are read, but not for longer: a hidden page draws nothing. */
const LONGEST_HOLD_MS = 120;
/** How long it looks through lines before it hears what else there is. */
const WORK_MS = 8;

const scope = self as unknown as {
  postMessage(message: FromWorker): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
};
const wakeUps = new Set<(wakeUp: WakeUp) => void>();
const environment: StreamEnvironment = {
  now: Date.now,
  random: Math.random,
  setTimer(callback, delayMs) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  onWakeUp(listener) {
    wakeUps.add(listener);
    return () => wakeUps.delete(listener);
  },
};

let readers: SourceReader[] = [];
let desk: LogDesk | undefined;
let shownWindow: LogWindow = FIRST_WINDOW;
let version = 0;
let isDrawn = true;
let isDirty = false;
let sentAtMs = -Infinity;
let sentEndNumber = 0;
/** What the page shows already, before anything was sent. */
let sentStates = "";
let isAnythingSent = false;
/** While the first lines are drawn: reading on would take the processor from that. */
let hold: { readonly drawn: Promise<void>; readonly release: () => void } | undefined;
let frameTimer: ReturnType<typeof setTimeout> | undefined;
let laterTimer: ReturnType<typeof setTimeout> | undefined;
let isWorking = false;
/** Whether there are lines that were not looked at. */
let hasMore = false;
const patterns = createPatternSearch(
  () =>
    new Worker(new URL("./patternWorker.ts", import.meta.url), {
      type: "module",
      name: "pattern",
    }) as unknown as PatternWorker,
);
/** Questions that wait for lines that are still to be read or looked through. */
let waiting: Extract<ToWorker, { type: "ask" }>[] = [];

// A message to itself comes back after what waits already, and sooner than a timer would.
const turn = new MessageChannel();
turn.port1.onmessage = () => {
  isWorking = false;
  look();
};

/** Looks through lines for a while. */
function look(): void {
  clearTimeout(laterTimer);
  const { hasMore: isUnread, laterMs } = desk?.work(WORK_MS) ?? { hasMore: false };
  hasMore = isUnread || laterMs !== undefined;
  if (isUnread && !desk?.isWaiting) work();
  else if (laterMs !== undefined) laterTimer = setTimeout(look, laterMs);
  answerWaiting();
  changed();
}

/** Looks further through the lines as soon as there is time. */
function work(): void {
  hasMore = true;
  if (isWorking) return;
  isWorking = true;
  turn.port2.postMessage(undefined);
}

function changed(): void {
  isDirty = true;
  if (isNews()) return sendFrame();
  if (!isDrawn) return;
  if (frameTimer !== undefined) return;
  const sinceMs = performance.now() - sentAtMs;
  const isFlood = endNumber() - sentEndNumber > FLOOD_LINES_A_MS * Math.max(sinceMs, SHORTEST_FRAME_MS);
  const waitMs = (isFlood ? FLOOD_FRAME_MS : SHORTEST_FRAME_MS) - sinceMs;
  if (waitMs <= 0) sendFrame();
  else frameTimer = setTimeout(sendFrame, waitMs);
}

/** Whether there is what somebody waits for: the first lines, or that a log with lines has begun or ended. */
function isNews(): boolean {
  return endNumber() > 0 && (sentEndNumber === 0 || states() !== sentStates);
}

function states(): string {
  return readers.map((reader) => reader.facts().state.status).join();
}

function holdUntilDrawn(): void {
  let release = () => {};
  const drawn = new Promise<void>((resolve) => (release = resolve));
  const timer = setTimeout(() => hold?.release(), LONGEST_HOLD_MS);
  hold = {
    drawn,
    release() {
      clearTimeout(timer);
      hold = undefined;
      release();
    },
  };
}

function endNumber(): number {
  return readers.reduce((sum, { store }) => sum + store.endNumber, 0);
}

function sendFrame(): void {
  clearTimeout(frameTimer);
  frameTimer = undefined;
  if (!desk) return;
  isDirty = false;
  isDrawn = false;
  isAnythingSent = true;
  sentAtMs = performance.now();
  if (sentEndNumber === 0 && endNumber() > 0) holdUntilDrawn();
  sentEndNumber = endNumber();
  sentStates = states();
  const facts = readers.map((reader) => {
    const { state, ...rest } = reader.facts();
    return { ...rest, state: plainState(state) };
  });
  scope.postMessage({
    type: "frame",
    version,
    ...desk.range(),
    ...desk.rows(shownWindow),
    sources: facts,
    search: desk.search(),
  });
}

function plainState(state: LiveState): PlainState {
  if (state.status === "reconnecting" || state.status === "refused")
    return { ...state, error: plainError(state.error) };
  return state;
}

function plainError({ kind, message, status }: ApiError): PlainError {
  return { kind, message, status };
}

function open({ sources, origin, token, capBytes }: Extract<ToWorker, { type: "open" }>): void {
  const client = createLogClient({
    origin,
    token: () => token,
    onUnauthorized: () => scope.postMessage({ type: "unauthorized" }),
  });
  const onChange = () => {
    // Where nothing is looked for no turn is needed: in a flood a message for each piece costs as much as its lines.
    if (desk && !desk.isLooking) return look();
    work();
    changed();
  };
  readers = sources.map(({ jobId }) =>
    createSourceReader({
      client,
      jobId,
      capBytes: capBytes / sources.length,
      environment,
      onChange,
      held: () => hold?.drawn,
    }),
  );
  desk = createLogDesk(readers, sources, { count: patterns.count, onAnswer: work });
  sentStates = states();
  // The first lines are there soon after the connection: each frame before them would delay them.
  sentAtMs = performance.now();
}

async function refetch(): Promise<void> {
  const outcomes = await Promise.allSettled(readers.map((reader) => reader.refetch()));
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed) {
    const reason = failed.reason instanceof Error ? failed.reason.message : String(failed.reason);
    scope.postMessage({ type: "failed", message: `The released lines could not be fetched. ${reason}` });
  }
  desk?.restart();
  work();
  changed();
}

function answerWaiting(): void {
  if (waiting.length > 0) waiting = waiting.filter((ask) => !answer(ask));
}

/** @returns false while the answer is not known yet */
function answer({ id, question }: Extract<ToWorker, { type: "ask" }>): boolean {
  if (!desk) return false;
  const known = desk.answer(question, hasMore);
  if (known) scope.postMessage({ type: "answer", id, answer: known.value });
  return known !== undefined;
}

scope.onmessage = ({ data }) => {
  switch (data.type) {
    case "open":
      open(data);
      break;
    case "window":
      shownWindow = data.window;
      if (isAnythingSent) sendFrame();
      break;
    case "drawn":
      isDrawn = true;
      hold?.release();
      if (isDirty) changed();
      break;
    case "query":
      version = data.version;
      patterns.abandon();
      desk?.setQuery(data.query, data.showsJson);
      work();
      break;
    case "sources":
      desk?.setSources(data.sources);
      changed();
      break;
    case "cap":
      for (const reader of readers) reader.setCap(data.capBytes / readers.length);
      work();
      break;
    case "wakeUp":
      for (const listener of [...wakeUps]) listener(data.wakeUp);
      break;
    case "retry":
      for (const reader of readers) reader.retryNow();
      break;
    case "refetch":
      void refetch();
      break;
    case "expand":
      desk?.expand(data.place);
      sendFrame();
      break;
    case "ask":
      if (!answer(data)) waiting.push(data);
      break;
  }
};
