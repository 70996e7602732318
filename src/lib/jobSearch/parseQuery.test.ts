import { describe, expect, it } from "vitest";
import { parseQuery } from "./parseQuery.ts";
import { printQuery } from "./printQuery.ts";
import type { Query } from "./query.ts";

/** A query without its places: what it means. */
function meaningOf({ terms }: Query) {
  return terms.map((term) =>
    term.kind === "text"
      ? { text: term.text, isNegated: term.isNegated, problem: term.problem }
      : {
          key: term.key,
          values: term.values.map(({ text }) => text),
          isNegated: term.isNegated,
          problem: term.problem,
        },
  );
}

const problemsOf = (text: string) => parseQuery(text).terms.flatMap(({ problem }) => problem ?? []);

describe("reading a query", () => {
  it("knows words, keys, several values, quotes and minus, and where each stands", () => {
    const text = `resnet status:running,Failed -tag:"two words" "as it is"`;
    const { terms } = parseQuery(text);
    expect(terms).toMatchObject([
      { kind: "text", text: "resnet", start: 0, end: 6 },
      { kind: "key", key: "status", values: [{ text: "running" }, { text: "failed" }], start: 7, end: 28 },
      { kind: "key", key: "tag", isNegated: true, values: [{ text: "two words", start: 34, end: 45 }] },
      { kind: "text", text: "as it is" },
    ]);
    expect(terms.map(({ start, end }) => text.slice(start, end))).toEqual([
      "resnet",
      "status:running,Failed",
      '-tag:"two words"',
      '"as it is"',
    ]);
  });

  it.each([
    ["python:3.13", "python:3.13"],
    ["--lr=0.1", "--lr=0.1"],
    ["-", "-"],
    ['"name:x"', "name:x"],
    ['"not closed', "not closed"],
    [String.raw`"a \"b\" \\ c"`, String.raw`a "b" \ c`],
    ["https://x", "https://x"],
  ])("takes %s as text", (typed, text) => {
    expect(meaningOf(parseQuery(typed))).toEqual([{ text, isNegated: false, problem: undefined }]);
  });

  it.each([
    ["status:runing", "status:runing — did you mean running?"],
    ["status:active", "status:active — write is:active"],
    ["status:x", "status:x — write one of pending, suspended, running, succeeded, failed, cancelled, unknown"],
    ["is:runing,mine", "is:runing — write one of active, mine, idle, finished, restarted, waiting, web"],
    ["is:running", "is:running — write status:running"],
    ["is:actve", "is:actve — did you mean active?"],
    ["since:2x", "since:2x — write 30m, 2h, 3d, 1w or a date such as 2026-01-31"],
    ["until:2026-02-30", "until:2026-02-30 — write 30m, 2h, 3d, 1w or a date such as 2026-01-31"],
    ["since:1d,2d", "since: — write one moment: 30m, 2h, 3d, 1w or a date such as 2026-01-31"],
    ["-since:2d", "-since: — write until:2d instead"],
    ["tag:", "tag: — write what to look for, such as tag:nightly"],
    ["statsu:running", "statsu: — did you mean status: ? Put it in quotes to look for the text."],
    ["tags:x", "tags: — did you mean tag: ? Put it in quotes to look for the text."],
  ])("says of %s what to write instead", (typed, sentence) => {
    expect(problemsOf(typed)).toEqual([sentence]);
  });

  it.each(["since:2d", "until:1w", "since:90s", "since:1d12h", "since:today", "until:yesterday", "since:2024-02-29"])(
    "finds nothing wrong with %s",
    (typed) => expect(problemsOf(typed)).toEqual([]),
  );
});

/** Numbers that look random and are the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const PIECES = [
  ...["status", "statsu", "tag", "since", "until", "is", "name", "owner", "reason", "python", "nod", "ID"],
  ...[
    "running",
    "runing",
    "2d",
    "9999999999999999w",
    "2026-01-31",
    "yesterday",
    "me",
    "a",
    "é",
    "漢",
    "🚀",
    "*",
    "\u00a0",
  ],
  ...[":", ":", ":", ",", ",", '"', '"', "-", "-", "\\", " ", " ", " ", "\t", "\n", "\u2028"],
];

describe("any text at all", () => {
  const random = seeded(20_260_131);
  const texts = Array.from({ length: 5_000 }, () =>
    Array.from({ length: Math.floor(random() * 14) }, () => PIECES[Math.floor(random() * PIECES.length)]).join(""),
  );

  it("is read, and printing it keeps its meaning", () => {
    for (const text of texts) {
      const query = parseQuery(text);
      const printed = printQuery(query);
      expect(meaningOf(parseQuery(printed)), JSON.stringify([text, printed])).toEqual(meaningOf(query));
      expect(printQuery(parseQuery(printed))).toBe(printed);
    }
  });

  it("has terms that follow each other, and nothing but blanks and empty quotes between them", () => {
    for (const text of texts) {
      let end = 0;
      let between = "";
      for (const term of parseQuery(text).terms) {
        expect(term.start, text).toBeGreaterThanOrEqual(end);
        expect(term.end, text).toBeGreaterThan(term.start);
        between += text.slice(end, term.start);
        end = term.end;
      }
      expect((between + text.slice(end)).replace(/-?"("|$)/g, "").trim(), JSON.stringify(text)).toBe("");
    }
  });
});
