import { expect, it } from "vitest";
import type { Job } from "../../contract/job.ts";
import { differencesOf } from "./jobDifferences.ts";

function jobWith(container: Partial<Job["container"]>, rest: Partial<Job> = {}): Job {
  return {
    ...{ tags: [], owner: "anna", presetName: "cpu-small", restartPolicy: "never", clusterName: "default" },
    ...rest,
    container: {
      ...{ image: "python:3.13", env: {}, secretEnv: {}, resources: { cpu: 1, memoryBytes: 2 ** 30, shm: false } },
      ...container,
    },
  } as Job;
}

it("says what tells jobs apart, variable by variable, and what does not", () => {
  const { different, same } = differencesOf([
    jobWith({ command: "train.py", env: { LR: "0.1", SEED: "1" } }),
    jobWith({ command: "train.py", env: { LR: "0.01", SEED: "1", EXTRA: "x" } }, { presetName: "gpu-large" }),
  ]);
  expect(different).toEqual([
    { name: "Preset", values: ["cpu-small", "gpu-large"] },
    { name: "EXTRA", values: [undefined, "x"] },
    { name: "LR", values: ["0.1", "0.01"] },
  ]);
  expect(same.map(({ name, value }) => `${name} ${value}`)).toEqual([
    ...["Image python:3.13", "Command train.py", "Resources 1 CPU and 1 GiB", "Owner anna", "Cluster default"],
    ...["Restart policy never", "SEED 1"],
  ]);
});

it("tells a secret from a variable of the same name", () => {
  const { different } = differencesOf([jobWith({ env: { KEY: "a" } }), jobWith({ secretEnv: { KEY: "secret:key" } })]);
  expect(different).toEqual([{ name: "KEY", values: ["a", "secret:key"] }]);
});

it("finds no difference in one job, and none in none", () => {
  expect(differencesOf([jobWith({})]).different).toEqual([]);
  expect(differencesOf([])).toEqual({ different: [], same: [] });
});
