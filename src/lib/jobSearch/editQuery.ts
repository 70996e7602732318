import type { SearchKey } from "./keys.ts";
import { printQuery } from "./printQuery.ts";
import type { KeyTerm, Query, Term } from "./query.ts";

/** Whether a query asks for a value by a term without a minus. */
export function hasValue(query: Query, key: SearchKey, value: string): boolean {
  return query.terms.some((term) => isWanting(term, key) && term.values.some(({ text }) => text === value));
}

/** The values that a query asks for by terms without a minus. */
export function valuesOf(query: Query, key: SearchKey): string[] {
  return query.terms.flatMap((term) => (isWanting(term, key) ? term.values.map(({ text }) => text) : []));
}

/**
 * Adds a value to the terms of a key, or takes it out.
 * @param all asking for each of these is the same as not asking
 * @returns the new text
 */
export function toggleValue(query: Query, key: SearchKey, value: string, all?: readonly string[]): string {
  const before = valuesOf(query, key);
  const after = before.includes(value) ? before.filter((other) => other !== value) : [...before, value];
  const asksForAll = all?.every((other) => after.includes(other)) ?? false;
  return printWithValues(query, key, asksForAll ? [] : after);
}

/** Has a query ask for one value of a key, or for none in particular. @returns the new text */
export function setValue(query: Query, key: SearchKey, value: string | undefined): string {
  return printWithValues(query, key, value === undefined ? [] : [value]);
}

/** One term takes the place of all that ask for the key; it stands where the first of them stood. */
function printWithValues(query: Query, key: SearchKey, values: readonly string[]): string {
  const spot = query.terms.findIndex((term) => isWanting(term, key));
  const rest = query.terms.filter((term) => !isWanting(term, key));
  if (values.length === 0) return printQuery({ terms: rest });
  const term: KeyTerm = {
    ...{ kind: "key", key, isNegated: false, problem: undefined, start: 0, end: 0 },
    values: [...new Set(values)].map((text) => ({ text, start: 0, end: 0 })),
  };
  const at = spot === -1 ? rest.length : spot;
  return printQuery({ terms: [...rest.slice(0, at), term, ...rest.slice(at)] });
}

function isWanting(term: Term, key: SearchKey): term is KeyTerm {
  return term.kind === "key" && term.key === key && !term.isNegated;
}
