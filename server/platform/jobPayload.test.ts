import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { jobPayload, PAYLOAD_FORM } from "./jobPayload.ts";
import type { JobRecord } from "./jobRecord.ts";

const failed: JobRecord = {
  ...{ id: "job-00000000-0000-4000-8000-000000000000", name: "train", owner: "alice", tags: ["nightly"] },
  ...{ clusterName: "default", orgName: "research", projectName: "vision", createdAtMs: 0, lifeSpanMinutes: 90 },
  spec: {
    container: { image: "host", command: "false", env: { A: "b" }, resources: { cpu: 1, memory: 2 ** 30 } },
    ...{ presetName: "cpu-small", description: "A run", schedulerEnabled: false, preemptibleNode: false },
    ...{ passConfig: false, privileged: false, restartPolicy: "never", priority: "normal", creditsPerHour: 1.5 },
    scheduleTimeoutSeconds: 60,
  },
  status: "failed",
  transitions: [
    { status: "pending", timeMs: 0, reason: "Creating" },
    { status: "running", timeMs: 1_000 },
    { status: "failed", timeMs: 11_000, reason: "Error", description: "It failed", exitCode: 1 },
  ],
  ...{ startedAtMs: 1_000, finishedAtMs: 11_000, restarts: 1, quickEnds: 1 },
  ...{ materialized: false, beingDropped: false, logsRemoved: false },
};

it("has the form under whose number finished jobs are kept encoded", () => {
  const text = JSON.stringify(jobPayload(failed, 20_000));
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  // Another payload needs another number, or lists go on with the old one: raise PAYLOAD_FORM, and note it here.
  expect({ [PAYLOAD_FORM]: hash }).toEqual({ 1: "e76d27f8c58e" });
});
