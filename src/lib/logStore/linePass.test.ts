import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createLinePass, type LinePass } from "./linePass.ts";
import type { NumberList } from "./numberList.ts";
import { compileSearch, NO_QUERY, type LogQuery, type LogSearch } from "./query.ts";
import { createMergedOrder, createSingleOrder, type RowOrder } from "./rowOrder.ts";
import { appendLine, storeOf } from "./testing/sampleLog.ts";

const search = (text: string, more: Partial<LogSearch> = {}): Partial<LogQuery> => ({
  search: { ...NO_QUERY.search, text, ...more },
});

function whole(pass: LinePass): LinePass {
  while (pass.step(50));
  return pass;
}

function numbersOf(list: NumberList | undefined): number[] {
  if (!list) return [];
  return Array.from({ length: list.end - list.start }, (_, index) => list.at(list.start + index) ?? -1);
}

const LINES = [
  "INFO start",
  "\u001b[31mError\u001b[0m: disk full",
  "10%\r50%\r100% done",
  "warn: errors: 3 error",
  "naïve Straße 漢字 🚀🚀",
  "terror",
  "[DEBUG] x.y(z)",
  "",
  '{"level":"warning","msg":"hot"}',
];

describe("searching", () => {
  it.each([
    ["error", {}, [1, 3, 5], 4],
    ["Error", { matchCase: true }, [1], 1],
    ["error", { wholeWord: true }, [1, 3], 2],
    ["50%", {}, [], 0],
    ["100%", {}, [2], 1],
    ["Error: disk", {}, [1], 1],
    ["[31m", {}, [], 0],
    ["x.y(z)", {}, [6], 1],
    ["^(info|\\[debug)", { isRegex: true }, [0, 6], 2],
    ["\\p{Emoji_Presentation}", { isRegex: true }, [4], 2],
    ["e*", { isRegex: true }, [1, 2, 3, 4, 5, 6, 8], 10],
    ["straße", { wholeWord: true }, [4], 1],
    ["\\-|done$", { isRegex: true }, [2], 1],
    ["start\\s+.*disk", { isRegex: true }, [], 0],
  ] as const)("for %j %j", (text, options, lines, count) => {
    const pass = whole(createLinePass(storeOf(LINES), { ...NO_QUERY, ...search(text, options) }));
    expect(numbersOf(pass.matches)).toEqual(lines);
    expect(pass.matchCount).toBe(count);
  });

  it("says what is wrong with a pattern", () => {
    const compiled = compileSearch({ text: "a(b", isRegex: true, matchCase: false, wholeWord: false });
    if (compiled.status !== "broken") throw new Error(`It is ${compiled.status}.`);
    expect(compiled.message).toMatch(/^This is no regular expression: .+\.$/);
  });

  it("goes on with lines that come later, and forgets released ones", () => {
    const store = storeOf(
      Array.from({ length: 30_000 }, (_, index) => `${index} ${"-".repeat(90)} hit`),
      3e6,
    );
    const pass = whole(createLinePass(store, { ...NO_QUERY, ...search("hit") }));
    expect(numbersOf(pass.matches)[0]).toBe(store.firstNumber);
    appendLine(store, "another hit, and a hit", 0);
    expect(whole(pass).matches.at(pass.matches.end - 1)).toBe(30_000);
  });
});

describe("filtering", () => {
  const shown = (query: Partial<LogQuery>) =>
    numbersOf(whole(createLinePass(storeOf(LINES), { ...NO_QUERY, ...query })).shown);

  it("shows matches with the lines around them, each once", () => {
    expect(shown({ ...search("error"), onlyMatchesContext: 0 })).toEqual([1, 3, 5]);
    expect(shown({ ...search("error"), onlyMatchesContext: 1 })).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(shown({ ...search("start"), onlyMatchesContext: 2 })).toEqual([0, 1, 2]);
  });

  it("shows levels, as programs write them", () => {
    expect(shown({ levels: ["error"] })).toEqual([1]);
    expect(shown({ levels: ["warn"] })).toEqual([3, 8]);
    expect(shown({ levels: ["info", "debug"] })).toEqual([0, 6]);
    expect(shown({ levels: ["none"] })).toEqual([2, 4, 5, 7]);
  });

  it("shows a span of time", () => {
    expect(shown({ sinceMs: 2000, untilMs: 4000 })).toEqual([2, 3]);
  });
});

describe("the order of lines", () => {
  const placesOf = (order: RowOrder) =>
    Array.from({ length: order.end - order.start }, (_, index) => {
      const place = order.at(order.start + index);
      return place && `${place.source}:${place.number}`;
    });

  it("of one log is its own; of a filtered one too", () => {
    const store = storeOf(LINES);
    const order = createSingleOrder({ store, pass: whole(createLinePass(store, NO_QUERY)) });
    expect([order.start, order.end, order.indexOf({ source: 0, number: 3 })]).toEqual([0, LINES.length, 3]);
    const filtered = whole(createLinePass(store, { ...NO_QUERY, ...search("error"), onlyMatchesContext: 0 }));
    const few = createSingleOrder({ store, pass: filtered });
    expect(placesOf(few)).toEqual(["0:1", "0:3", "0:5"]);
    expect(few.indexOf({ source: 0, number: 2 })).toBe(1);
  });

  it("of several logs is by time, also when one of them comes late", () => {
    const first = storeOf(["a0", "a2"], Infinity, 0);
    const second = storeOf([], Infinity);
    const sources = [first, second].map((store) => ({ store, pass: whole(createLinePass(store, NO_QUERY)) }));
    const order = createMergedOrder(sources);
    expect(placesOf(order)).toEqual(["0:0", "0:1"]);
    appendLine(second, "b0.5", 500);
    appendLine(second, "b3", 3000);
    order.refresh();
    expect(placesOf(order)).toEqual(["0:0", "1:0", "0:1", "1:1"]);
    appendLine(first, "a4", 4000);
    order.refresh();
    expect(placesOf(order)).toEqual(["0:0", "1:0", "0:1", "1:1", "0:2"]);
  });

  it("is not put together anew for each line that comes late, but says when it will be", () => {
    let nowMs = 0;
    // Each look at the clock takes a millisecond, and so does putting the lines together.
    vi.spyOn(performance, "now").mockImplementation(() => nowMs++);
    onTestFinished(() => void vi.restoreAllMocks());
    const first = storeOf(["a9"], Infinity, 9000);
    const second = storeOf([]);
    const sources = [first, second].map((store) => ({ store, pass: whole(createLinePass(store, NO_QUERY)) }));
    const order = createMergedOrder(sources);
    appendLine(second, "b1", 1000);
    expect(order.refresh()).toBeUndefined();
    appendLine(second, "b2", 2000);
    const waitMs = order.refresh();
    expect(placesOf(order)).toEqual(["1:0", "0:0"]);
    nowMs += waitMs ?? NaN;
    expect(order.refresh()).toBeUndefined();
    expect(placesOf(order)).toEqual(["1:0", "1:1", "0:0"]);
  });
});
