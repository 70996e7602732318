import { parseQuery } from "./parseQuery.ts";
import type { Query, Term, TextTerm } from "./query.ts";

/** Writes a query so that reading it gives the same query. */
export function printQuery(query: Query): string {
  return query.terms.map(printTerm).join(" ");
}

/** Writes a value as it stands after a key's colon. */
export function printValue(text: string): string {
  return /^[^\s,"][^\s,]*$/.test(text) ? text : quoted(text);
}

function printTerm(term: Term): string {
  if (term.kind === "text") return printText(term);
  return `${term.isNegated ? "-" : ""}${term.key}:${term.values.map(({ text }) => printValue(text)).join(",")}`;
}

function printText({ text, isNegated, problem }: TextTerm): string {
  const minus = isNegated ? "-" : "";
  const bare = minus + text;
  const [only, ...more] = parseQuery(bare).terms;
  const isSame = only?.kind === "text" && only.text === text && only.isNegated === isNegated;
  return isSame && more.length === 0 && only.problem === problem ? bare : minus + quoted(text);
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}
