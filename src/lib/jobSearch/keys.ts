import { JOB_STATUSES } from "../../../contract/status.ts";

/** What can stand before the colon of a search term, in the order in which it is offered. */
export const SEARCH_KEYS = [
  "status",
  "owner",
  "tag",
  "is",
  "since",
  "until",
  "name",
  "preset",
  "project",
  "image",
  "reason",
  "org",
  "cluster",
  "id",
] as const;
export type SearchKey = (typeof SEARCH_KEYS)[number];

/** What a key looks at, in words, and a value to show how it is written. */
export const KEY_MEANINGS: Readonly<Record<SearchKey, { readonly meaning: string; readonly example: string }>> = {
  status: { meaning: "In one of these states", example: "running,failed" },
  owner: { meaning: "Whose it is; me for your own", example: "me" },
  tag: { meaning: "Has this tag", example: "nightly" },
  is: { meaning: "active, mine, idle, finished, restarted…", example: "active" },
  since: { meaning: "Created since: 2d, 3h, today or a date", example: "2d" },
  until: { meaning: "Created until: 1w, yesterday or a date", example: "yesterday" },
  name: { meaning: "Its name; * stands for anything", example: "train-*" },
  preset: { meaning: "The preset it runs on", example: "gpu-small" },
  project: { meaning: "The project it belongs to", example: "vision" },
  image: { meaning: "Part of its image's name", example: "python" },
  reason: { meaning: "Why it is as it is", example: "OOMKilled" },
  org: { meaning: "The organization it belongs to", example: "research" },
  cluster: { meaning: "The cluster it runs on", example: "default" },
  id: { meaning: "The beginning of its id", example: "job-1a2b" },
};

/** What `is:` can ask, with its meaning. */
export const TRAITS = {
  active: "Not finished",
  mine: "Your own",
  idle: "Runs without using what it holds",
  finished: "Ended, however",
  restarted: "Was started more than once",
  waiting: "Pending or suspended",
  web: "Serves a web page",
} as const;
export type Trait = keyof typeof TRAITS;

/** Whether a word can stand after `is:`. */
export function isTrait(word: string): word is Trait {
  return Object.hasOwn(TRAITS, word);
}

/** What can stand after `status:`. */
export const SEARCH_STATUSES = [...JOB_STATUSES, "unknown"] as const;

/** Whether a word is a key, in upper or lower case. */
export function asSearchKey(word: string): SearchKey | undefined {
  const lower = word.toLowerCase();
  return SEARCH_KEYS.find((key) => key === lower);
}
