import type { Query, Term } from "./query.ts";

/**
 * The query with a word at each term that asks for one's own jobs where the platform does not say whose they are.
 * @param isNobody the platform does not say who asks
 */
export function withOwnProblems(query: Query, isNobody: boolean): Query {
  if (!isNobody || !query.terms.some(asksForOwn)) return query;
  return { terms: query.terms.map((term) => (asksForOwn(term) ? { ...term, problem: NOBODY } : term)) };
}

/** Why one's own jobs cannot be asked for, and what to write instead. */
export const NOBODY = "This platform does not say who you are — write owner: and your name there, such as owner:alice";

function asksForOwn(term: Term): boolean {
  if (term.kind !== "key" || term.problem !== undefined) return false;
  const word = { owner: "me", is: "mine" }[term.key as string];
  return word !== undefined && term.values.some(({ text }) => text === word);
}
