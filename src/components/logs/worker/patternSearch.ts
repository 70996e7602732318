import type { Counted, CountElsewhere } from "../../../lib/logStore/linePass.ts";

/** What the pattern worker is asked; it answers with a count for each text, after it has said once that it is there. */
export interface PatternQuestion {
  readonly pattern: RegExp;
  readonly texts: readonly string[];
}
export type PatternAnswer = "ready" | Uint32Array;

/** The part of a Worker that is used. */
export interface PatternWorker {
  postMessage(question: PatternQuestion): void;
  onmessage: ((event: { readonly data: PatternAnswer }) => void) | null;
  onerror: ((event: { readonly message: string }) => void) | null;
  terminate(): void;
}

/** Matches regular expressions in a worker of its own, which is ended when one takes too long. */
export interface PatternSearch {
  readonly count: CountElsewhere;
  /** Gives up what is asked: the answers are `left`. */
  abandon(): void;
}

/** For some thousand lines, which take milliseconds: long enough for a machine that is busy with other things. */
const LIMIT_MS = 2_000;
const TOO_LONG =
  "This expression takes too long: the search was given up. Write it without a repetition inside a repetition, as in (a+)+.";

interface Request extends PatternQuestion {
  readonly resolve: (counted: Counted) => void;
}

/** @param spawn starts a worker as patternWorker.ts is one */
export function createPatternSearch(spawn: () => PatternWorker, limitMs = LIMIT_MS): PatternSearch {
  let worker: PatternWorker | undefined;
  let isReady = false;
  let requests: Request[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  function start(): PatternWorker {
    const started = spawn();
    started.onmessage = ({ data }) => {
      if (data === "ready") {
        isReady = true;
        return askNext();
      }
      clearTimeout(timer);
      requests.shift()?.resolve({ status: "counted", counts: data });
      askNext();
    };
    started.onerror = ({ message }) => end({ status: "failed", message: `The search failed: ${message}` });
    return started;
  }

  function askNext(): void {
    const [next] = requests;
    if (!next) return;
    worker ??= start();
    // What a worker needs to begin is not the expression's fault.
    if (!isReady) return;
    timer = setTimeout(() => end({ status: "failed", message: TOO_LONG }), limitMs);
    worker.postMessage({ pattern: next.pattern, texts: next.texts });
  }

  function end(counted: Counted): void {
    clearTimeout(timer);
    worker?.terminate();
    worker = undefined;
    isReady = false;
    const all = requests;
    requests = [];
    for (const { resolve } of all) resolve(counted);
  }

  return {
    count: (pattern, texts) =>
      new Promise((resolve) => {
        requests.push({ pattern, texts, resolve });
        if (requests.length === 1) askNext();
      }),
    // A worker without work is kept: the next letter of the expression is typed soon.
    abandon: () => void (requests.length > 0 && end({ status: "left" })),
  };
}
