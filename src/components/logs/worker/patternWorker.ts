import { countMatches } from "../../../lib/logStore/linePass.ts";
import type { PatternAnswer, PatternQuestion } from "./patternSearch.ts";

// Matches regular expressions and nothing else, so that it can be ended in the middle of one.

const scope = self as unknown as {
  postMessage(answer: PatternAnswer): void;
  onmessage: ((event: MessageEvent<PatternQuestion>) => void) | null;
};

scope.onmessage = ({ data: { pattern, texts } }) => {
  scope.postMessage(Uint32Array.from(texts, (text) => countMatches(text, pattern)));
};
scope.postMessage("ready");
