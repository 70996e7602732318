import type { SearchKey } from "./keys.ts";

/** Where something stands in the text, in UTF-16 units; the end is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

interface BaseTerm extends Span {
  /** A minus before it: what it says must not be so. */
  readonly isNegated: boolean;
  /** What is wrong with it and what to write instead; such a term filters nothing. */
  readonly problem: string | undefined;
}

/** Words to look for anywhere in a job. */
export interface TextTerm extends BaseTerm {
  readonly kind: "text";
  readonly text: string;
}

/** `key:value,value`: one of the values must fit. */
export interface KeyTerm extends BaseTerm {
  readonly kind: "key";
  readonly key: SearchKey;
  /** None while the first one has not been typed. */
  readonly values: readonly SearchValue[];
}

export interface SearchValue extends Span {
  readonly text: string;
}

export type Term = TextTerm | KeyTerm;

/** What was typed into the search field: a job must fit every term. */
export interface Query {
  readonly terms: readonly Term[];
}

/** The terms of one key, those that have something wrong with them left out. */
export function termsOf(query: Query, key: SearchKey): KeyTerm[] {
  return query.terms.filter(
    (term): term is KeyTerm => term.kind === "key" && term.key === key && term.problem === undefined,
  );
}

/** The query without the terms that a test finds. */
export function without(query: Query, isUnwanted: (term: Term) => boolean): Query {
  return { terms: query.terms.filter((term) => !isUnwanted(term)) };
}
