import { describe, expect, it } from "vitest";
import type { Job } from "../../../contract/job.ts";
import { rowReason, shortReason, wholeStory } from "./jobStory.ts";

const job = (status: string, history: object = {}, transitions: object[] = []): Job =>
  ({
    status,
    history: { restarts: 0, ...history },
    transitions,
    container: { resources: { cpu: 4, memoryBytes: 8 * 1024 ** 3 } },
  }) as unknown as Job;

describe("the reason in a row", () => {
  it.each([
    ["Waiting for 4 CPUs: 1.5 of 8 are free.", "Waits: needs 2.5 more CPUs"],
    ["Waiting for 2 CPUs: 1 of 2 are free.", "Waits: needs 1 more CPU"],
    ["Waiting for 1 GPU: 0 of 2 are free.", "Waits: needs 1 more GPU"],
    ["Waiting for 8 GiB of memory: 1 GiB of 16 GiB are free.", "Waits for 8 GiB of memory: 1 GiB of 16 GiB are free"],
    [undefined, "Waits for 4 CPUs and 8 GiB"],
  ])("of a job that waits: %s", (description, words) =>
    expect(rowReason(job("pending", { reason: "Scheduling", description }))).toBe(words),
  );

  it("tells how it ended, and nothing where the status says it", () => {
    expect(rowReason(job("failed", { reason: "Error", exitCode: 43, description: "Exit code: 43" }))).toBe(
      "Exit code 43",
    );
    expect(rowReason(job("failed", { reason: "OOMKilled" }))).toBe("Out of memory");
    expect(rowReason(job("cancelled", { reason: "UserRequested" }))).toBe("Killed by its owner");
    expect(rowReason(job("succeeded", { reason: "Completed", exitCode: 0 }))).toBeUndefined();
    expect(rowReason(job("running"))).toBeUndefined();
    expect(rowReason(job("running", { restarts: 3 }))).toBe("Restarted 3×");
  });

  it("leaves out the exit code where there is little room and a name that says more", () => {
    const outOfMemory = job("failed", { reason: "OOMKilled", exitCode: 137 });
    expect(rowReason(outOfMemory)).toBe("Out of memory (exit code 137, ended by SIGKILL)");
    expect(shortReason(outOfMemory)).toBe("Out of memory");
    expect(shortReason(job("failed", { reason: "Error", exitCode: 43 }))).toBe("Exit code 43");
    expect(shortReason(job("running"))).toBeUndefined();
  });
});

describe("the whole story", () => {
  it("has a line for every change", () => {
    const lines = wholeStory(
      job("failed", {}, [
        { status: "pending", transitionTimeMs: 0, reason: "Creating" },
        { status: "running", transitionTimeMs: 1000 },
        { status: "failed", transitionTimeMs: 2000, reason: "Error", exitCode: 43 },
      ]),
    ).split("\n");
    expect(lines.map((line) => line.split(" – ")[1])).toEqual([
      "Pending: Waiting to be scheduled",
      "Running",
      "Failed: Exit code 43",
    ]);
  });

  it("leaves out the beginning of a long one, and tells the state where there is none", () => {
    const many = Array.from({ length: 30 }, (_, index) => ({ status: "running", transitionTimeMs: index }));
    const lines = wholeStory(job("running", {}, many)).split("\n");
    expect(lines).toHaveLength(13);
    expect(lines[0]).toBe("18 earlier changes");
    expect(wholeStory(job("running"))).toBe("Running");
  });
});
