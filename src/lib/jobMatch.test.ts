import { expect, it } from "vitest";
import { jobMatcher, type SearchableJob } from "./jobMatch.ts";

const job: SearchableJob = {
  id: "job-8f14e45f-ceea-467f-a2e4-1f0d5b6c7a89",
  name: "train-1",
  owner: "alice",
  tags: ["vision", "nightly"],
  description: "The big one",
  presetName: "gpu-small",
  container: { image: "python:3.13", command: "python train.py --lr 0.1", entrypoint: undefined },
};

it.each([
  "",
  "  ",
  "train",
  "TRAIN",
  "8f14",
  "alice",
  "python:3",
  "--lr",
  "nightly",
  "big",
  "gpu-small",
  "alice vision",
  "tag:nightly",
  "TAG:Vision alice",
])("finds the job by %j", (query) => expect(jobMatcher(query)(job)).toBe(true));

it.each(["bob", "alice bob", "visionnightly", "tag:night", "tag:alice", "tag:"])("does not find it by %j", (query) =>
  expect(jobMatcher(query)(job)).toBe(false),
);
