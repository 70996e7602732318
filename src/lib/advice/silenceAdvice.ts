import { formatElapsed } from "../elapsed.ts";
import type { Advice, AdviceContext } from "./advice.ts";
import { sinceWords } from "./words.ts";

/** Started but printing nothing: it may hang, or keep its output to itself. */
export function silenceAdvice({ silentSinceMs, nowMs }: AdviceContext): Advice | undefined {
  if (silentSinceMs === undefined) return undefined;
  return {
    kind: "silent",
    title: `Silent for ${formatElapsed(nowMs - silentSinceMs)}`,
    evidence:
      `It runs since ${sinceWords(silentSinceMs, nowMs)} and has printed nothing. ` +
      "If it should, its output may be buffered (PYTHONUNBUFFERED=1), or it waits for something.",
    sinceMs: silentSinceMs,
  };
}
