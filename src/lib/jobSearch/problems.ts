import { isTrait, KEY_MEANINGS, SEARCH_KEYS, SEARCH_STATUSES, TRAITS } from "./keys.ts";
import { MOMENT_FORMS, readMoment } from "./moment.ts";
import { nearestWord } from "./nearest.ts";
import type { KeyTerm } from "./query.ts";

/** What is wrong with a word before a colon that is no key; undefined when it looks like text, e.g. an image's name. */
export function textProblem(word: string): string | undefined {
  const meant = nearestWord(word, SEARCH_KEYS);
  return meant && `${word}: — did you mean ${meant}: ? Put it in quotes to look for the text.`;
}

/** What is wrong with `key:values` and what to write instead, in one sentence. */
export function keyProblem({ key, values, isNegated }: Omit<KeyTerm, "problem">): string | undefined {
  const [first] = values;
  if (!first) return `${key}: — write what to look for, such as ${key}:${KEY_MEANINGS[key].example}`;
  switch (key) {
    case "status":
      return firstProblem(values, statusProblem);
    case "is":
      return firstProblem(values, traitProblem);
    case "since":
    case "until":
      if (isNegated) return `-${key}: — write ${key === "since" ? "until" : "since"}:${first.text} instead`;
      if (values.length > 1) return `${key}: — write one moment: ${MOMENT_FORMS}`;
      return readMoment(first.text, key, 0) === undefined ? `${key}:${first.text} — write ${MOMENT_FORMS}` : undefined;
    default:
      return undefined;
  }
}

function firstProblem(values: KeyTerm["values"], check: (word: string) => string | undefined): string | undefined {
  return values.map(({ text }) => check(text)).find((problem) => problem !== undefined);
}

function statusProblem(word: string): string | undefined {
  if (SEARCH_STATUSES.some((status) => status === word)) return undefined;
  if (isTrait(word)) return `status:${word} — write is:${word}`;
  return unknownWord("status", word, SEARCH_STATUSES);
}

function traitProblem(word: string): string | undefined {
  if (isTrait(word)) return undefined;
  if (SEARCH_STATUSES.some((status) => status === word)) return `is:${word} — write status:${word}`;
  return unknownWord("is", word, Object.keys(TRAITS));
}

function unknownWord(key: string, word: string, known: readonly string[]): string {
  const meant = nearestWord(word, known);
  return `${key}:${word} — ${meant ? `did you mean ${meant}?` : `write one of ${known.join(", ")}`}`;
}
