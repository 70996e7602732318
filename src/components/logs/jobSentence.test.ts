import { expect, it } from "vitest";
import { joinWords } from "./jobSentence.ts";

it.each([
  ["Out of memory", undefined, "Out of memory"],
  ["The image could not be pulled", "no such tag", "The image could not be pulled: no such tag"],
  ["Waiting for 2 CPUs and 4 GiB", "Waiting for 2 CPUs: 1 of 2 is free.", "Waiting for 2 CPUs: 1 of 2 is free."],
])("says %j with %j", (title, detail, text) => {
  expect(joinWords(title, detail)).toBe(text);
});
