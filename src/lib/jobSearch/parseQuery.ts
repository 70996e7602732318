import { keyProblem, textProblem } from "./problems.ts";
import { asSearchKey, type SearchKey } from "./keys.ts";
import type { KeyTerm, Query, SearchValue, Term } from "./query.ts";

/**
 * Reads what was typed into the search field: words, `"words in quotes"`, `key:value,value`, each with a minus before
 * it for the opposite. It never throws: a term with something wrong says so in its `problem`.
 */
export function parseQuery(text: string): Query {
  const terms: Term[] = [];
  for (let at = skipBlanks(text, 0); at < text.length;) {
    const term = readTerm(text, at);
    if (term.kind === "key" || term.text !== "") terms.push(term);
    at = skipBlanks(text, term.end);
  }
  return { terms };
}

function skipBlanks(text: string, at: number): number {
  return at + matchAt(/\s*/y, text, at).length;
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}

function readTerm(text: string, start: number): Term {
  // Two of them begin an option of a command (--lr), which people look for.
  const isNegated = matchAt(/-(?![-\s]|$)/y, text, start) !== "";
  const at = isNegated ? start + 1 : start;
  const word = matchAt(/[a-z]+:/iy, text, at).slice(0, -1);
  const key = asSearchKey(word);
  if (key !== undefined) return readKeyTerm(text, start, at + word.length + 1, key, isNegated);
  const isQuoted = text[at] === '"';
  const piece = isQuoted ? readQuoted(text, at) : readPiece(/\S+/y, text, at);
  const problem = isQuoted || word === "" ? undefined : textProblem(word);
  return { kind: "text", start, end: piece.end, isNegated, text: piece.text, problem };
}

function readKeyTerm(text: string, start: number, valuesAt: number, key: SearchKey, isNegated: boolean): KeyTerm {
  const values: SearchValue[] = [];
  let at = valuesAt;
  for (;;) {
    const value = text[at] === '"' ? readQuoted(text, at) : readPiece(/[^\s,]*/y, text, at);
    const isWord = key === "status" || key === "is";
    if (value.text !== "") values.push(isWord ? { ...value, text: value.text.toLowerCase() } : value);
    at = value.end;
    if (text[at] !== ",") break;
    at += 1;
  }
  const term = { kind: "key", start, end: at, isNegated, key, values } as const;
  return { ...term, problem: keyProblem(term) };
}

function readPiece(pattern: RegExp, text: string, start: number): SearchValue {
  const piece = matchAt(pattern, text, start);
  return { start, end: start + piece.length, text: piece };
}

/** Up to the closing quote, or to the end while it has not been typed; a backslash takes the next sign as it is. */
function readQuoted(text: string, start: number): SearchValue {
  let content = "";
  let at = start + 1;
  while (at < text.length && text[at] !== '"') {
    if (text[at] === "\\" && at + 1 < text.length) at += 1;
    content += text[at];
    at += 1;
  }
  return { start, end: Math.min(at + 1, text.length), text: content };
}
