import { describe, expect, it } from "vitest";
import type { JobStatus } from "../../contract/status.ts";
import { exitCodeWords, jobStatusWords, resourceWords, statusWords, type JobFacts } from "./reasons.ts";

const title = (status: JobStatus, reason?: string, exitCode?: number) =>
  statusWords({ status, reason, description: undefined, exitCode }).title;

const GIBIBYTE = 1024 ** 3;
const resources = {
  cpu: 2,
  memoryBytes: 4 * GIBIBYTE,
  shm: false,
  nvidiaGpu: undefined,
  nvidiaGpuModel: undefined,
  amdGpu: undefined,
  amdGpuModel: undefined,
  intelGpu: undefined,
  intelGpuModel: undefined,
  tpu: undefined,
};

describe("statusWords", () => {
  it.each([
    ["failed", "Error", 43, "Failed with exit code 43"],
    ["failed", "Error", 139, "Failed with exit code 139, ended by SIGSEGV"],
    ["failed", undefined, undefined, "Failed"],
    ["failed", "OOMKilled", 137, "Out of memory (exit code 137, ended by SIGKILL)"],
    ["failed", "ClusterScaleUpFailed", undefined, "No resources became free in time"],
    ["failed", "ContainerCannotRun", 127, "The container could not start (exit code 127)"],
    ["cancelled", "UserRequested", 137, "Killed by its owner"],
    ["cancelled", "LifeSpanEnded", undefined, "Its life span was over"],
    ["succeeded", "Completed", 0, "Succeeded"],
    ["running", undefined, undefined, "Running"],
    ["running", "Restarting", undefined, "Restarting"],
    ["pending", "Pulling", undefined, "Pulling the image"],
    ["pending", "BrandNewReason", undefined, "Pending: BrandNewReason"],
    ["suspended", undefined, undefined, "Suspended"],
  ] as const)("%s %s %s reads %s", (status, reason, exitCode, text) => {
    expect(title(status, reason, exitCode)).toBe(text);
  });

  it("has words for every reason the platform names", () => {
    const reasons =
      "Creating Scheduling Pulling ContainerCreating PodInitializing ErrImagePull ImagePullBackOff InvalidImageName " +
      "ContainerCannotRun Restarting ClusterScalingUp ClusterScaleUpFailed DiskUnavailable QuotaExhausted NotFound " +
      "OOMKilled Completed LifeSpanEnded UserRequested Collected ClusterNotFound";
    for (const reason of reasons.split(" ")) expect(title("pending", reason)).not.toContain("Pending");
  });

  it("keeps a description only when it says more", () => {
    const facts = { status: "failed", reason: "Error", exitCode: 1 } as const;
    expect(statusWords({ ...facts, description: " boom " }).detail).toBe("boom");
    expect(statusWords({ ...facts, description: "Error" }).detail).toBeUndefined();
    expect(statusWords({ ...facts, description: "" }).detail).toBeUndefined();
    expect(statusWords({ ...facts, description: "Exit code: 1" }).detail).toBeUndefined();
    expect(statusWords({ ...facts, description: "It broke. (Exit code: 1)" }).detail).toBe("It broke.");
    expect(statusWords({ ...facts, description: "Exit code: 12" }).detail).toBe("Exit code: 12");
    const killed = { status: "cancelled", reason: "UserRequested", exitCode: undefined } as const;
    expect(statusWords({ ...killed, description: "Killed by its user." }).detail).toBeUndefined();
  });
});

describe("jobStatusWords", () => {
  it("says what a waiting job waits for", () => {
    const history = { reason: "Scheduling", description: undefined, exitCode: undefined };
    const job = { status: "pending", history, container: { resources } } as JobFacts;
    expect(jobStatusWords(job).title).toBe("Waiting for 2 CPUs and 4 GiB");
  });
});

it("names signals behind exit codes", () => {
  expect(exitCodeWords(143)).toBe("exit code 143, ended by SIGTERM");
  expect(exitCodeWords(200)).toBe("exit code 200");
  expect(exitCodeWords(1)).toBe("exit code 1");
});

it("counts resources", () => {
  expect(resourceWords({ ...resources, cpu: 1, nvidiaGpu: 2 })).toBe("1 CPU, 4 GiB and 2 GPUs");
});
