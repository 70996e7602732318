import { describe, expect, it } from "vitest";
import { job as jobSchema, type Job } from "../../../contract/job.ts";
import { parse } from "../../../contract/parse.ts";
import { findCommands, findJobs, jobNamed, type Command } from "./findItems.ts";

const jobOf = (name: string, status: string, tags: readonly string[] = []): Job =>
  parse(
    jobSchema,
    {
      ...{ id: `job-${name}`, name, owner: "ann", tags, cluster_name: "default", status },
      uri: `job://default/ann/${name}`,
      history: { created_at: "2026-01-01T00:00:00Z" },
      container: { image: "host", env: {}, volumes: [], resources: { cpu: 0.1, memory: 100 } },
    },
    "job",
  );
const jobs = [jobOf("train-big", "running", ["vision"]), jobOf("train", "succeeded"), jobOf("eval", "running")];
const words = (text: string, most = 5) => findJobs(jobs, text, most).map(({ label, job }) => `${label}${job.name}`);

describe("jobs", () => {
  it("are found by any of their words, the one of that name first", () => {
    expect(words("")).toEqual(["train-big", "train", "eval"]);
    expect(words("train")).toEqual(["train", "train-big"]);
    expect(words("VIS ann")).toEqual(["train-big"]);
    expect(words("job-eval")).toEqual(["eval"]);
    expect(words("nothing")).toEqual([]);
    expect(words("", 2)).toHaveLength(2);
  });

  it("are offered with what is to be done, wherever it stands", () => {
    expect(words("logs of train")).toEqual(["Logs of train", "Logs of train-big"]);
    expect(words("eval metr")).toEqual(["Metrics of eval"]);
    expect(words("shell train")).toEqual(["Shell in train-big"]);
    expect(words("shell")).toEqual(["Shell in train-big", "Shell in eval"]);
  });

  it("that no list knows are named by a whole name or id", () => {
    expect(jobNamed(" long-ago ", [])).toBe("long-ago");
    expect(jobNamed("train", findJobs(jobs, "train", 5))).toBeUndefined();
    expect(jobNamed("two words", [])).toBeUndefined();
  });
});

it("commands are found by their name, and by other words for them", () => {
  const run = () => undefined;
  const commands: Command[] = [
    { id: "dark", group: "Look", label: "Use the dark colours", also: "theme night", run },
    { id: "storage", group: "Go to", label: "Storage", also: "files", run },
    { id: "theme", group: "Look", label: "Follow the system's theme", run },
  ];
  const ids = (text: string) => findCommands(commands, text).map(({ id }) => id);
  expect(ids("")).toEqual(["dark", "storage", "theme"]);
  expect(ids("theme")).toEqual(["dark", "theme"]);
  expect(ids("follow theme")).toEqual(["theme"]);
  expect(ids("go files")).toEqual(["storage"]);
  expect(ids("s")).toEqual(["storage", "dark", "theme"]);
});
