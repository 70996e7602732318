import { describe, expect, it } from "vitest";
import { applyCompletion, completionsAt, type CompletionSource } from "./completions.ts";
import { NOW_MS, sampleJob } from "./testing/sampleJobs.ts";

const jobs = [
  sampleJob({ id: "job-1", tags: ["vision", "two words"], status: "failed" }),
  sampleJob({ id: "job-2", tags: ["vision"], owner: "bob" }),
  sampleJob({ id: "job-3", tags: ["nightly"], owner: "bob", minutesOld: 90 }),
];
const source: CompletionSource = {
  jobs,
  context: { person: "alice", nowMs: NOW_MS },
  names: { preset: ["cpu-small"] },
};

const at = (text: string, caret = text.length) => completionsAt(text, caret, source);
const words = (text: string, caret?: number) =>
  at(text, caret).map(({ label, count }) => (count === undefined ? label : `${label} ${count}`));

function choose(text: string, label: string, caret = text.length): string {
  const completion = at(text, caret).find((candidate) => candidate.label === label);
  if (!completion) throw new Error(`${label} is not offered for ${text}`);
  const after = applyCompletion(text, completion);
  return `${after.text.slice(0, after.caret)}|${after.text.slice(after.caret)}`;
}

describe("completion", () => {
  it("offers keys with what they mean where a word begins", () => {
    expect(words("")).toContain("status:");
    expect(at("")[0]?.meaning).toBe("In one of these states");
    expect(words("x -s")).toEqual(["status:"]);
    expect(words("s")).toEqual(["status:", "since:"]);
  });

  it("offers values with the number of jobs that each would leave, most first", () => {
    expect(words("tag:")).toEqual(["vision 2", "nightly 1", "two words 1"]);
    expect(words("owner:bob tag:")).toEqual(
      ["nightly 1", "vision 1", "two words 0"].filter((word) => !/0$/.test(word)),
    );
    expect(words("-tag:")).toEqual(["vision 1", "nightly 2", "two words 2"]);
    expect(words("status:r")).toEqual(["running 2", "cancelled 0"].slice(0, 1));
    expect(words("preset:")).toEqual(["cpu-small 0"]);
    expect(words("since:").slice(0, 2)).toEqual(["1h 2", "today 3"]);
    expect(words("owner:m")).toEqual(["me 1"]);
  });

  it("leaves out what the term has already", () => {
    expect(words("tag:vision,")).toEqual(["nightly 1", "two words 1"]);
  });

  it("guesses what a word alone may mean", () => {
    expect(words("vis")).toEqual(["tag:vision 2", "project:vision 3"]);
    expect(words("fai")).toEqual(["status:failed 1"]);
  });

  it("offers nothing within quotes", () => expect(words('"sta')).toEqual([]));

  it("writes what was chosen where the caret is", () => {
    expect(choose("x st", "status:")).toBe("x status:|");
    expect(choose("-ta", "tag:")).toBe("-tag:|");
    expect(choose("tag:vi", "vision")).toBe("tag:vision |");
    expect(choose("tag:vi status:failed", "vision", 6)).toBe("tag:vision| status:failed");
    expect(choose("tag:vision,", "two words")).toBe('tag:vision,"two words" |');
    expect(choose("vis", "tag:vision")).toBe("tag:vision |");
  });
});
