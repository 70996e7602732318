import { expect, it } from "vitest";
import { joinWords, reasonBeside } from "./jobSentence.ts";

it.each([
  ["Out of memory", undefined, "Out of memory"],
  ["The image could not be pulled", "no such tag", "The image could not be pulled: no such tag"],
  ["Waiting for 2 CPUs and 4 GiB", "Waiting for 2 CPUs: 1 of 2 is free.", "Waiting for 2 CPUs: 1 of 2 is free."],
  [
    "Waiting for 0.5 CPUs",
    "Waiting its turn: a job before it needs more.",
    "Waiting its turn: a job before it needs more.",
  ],
])("says %j with %j", (title, detail, text) => {
  expect(joinWords(title, detail)).toBe(text);
});

it.each([
  ["Running", "Running", undefined],
  ["Failed", "Failed with exit code 43", "Exit code 43"],
  ["Failed", "Out of memory", "Out of memory"],
])("says beside %j of %j: %j", (label, title, text) => {
  expect(reasonBeside(label, title)).toBe(text);
});
