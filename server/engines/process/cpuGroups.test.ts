import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findCpuGroups, findHierarchy } from "./cpuGroups.ts";
import { cleanUpAfterEach, makeEngine } from "./testing/engineSetup.ts";

cleanUpAfterEach();

const V1_MOUNTS = [
  "30 25 0:26 / /sys/fs/cgroup rw shared:9 - tmpfs tmpfs rw,mode=755",
  "31 30 0:27 / /sys/fs/cgroup/cpu,cpuacct rw shared:10 - cgroup cgroup rw,cpu,cpuacct",
  "32 30 0:28 / /sys/fs/cgroup/unified rw shared:11 - cgroup2 cgroup2 rw",
].join("\n");
const V2_MOUNTS = "31 30 0:27 / /sys/fs/cgroup rw shared:10 - cgroup2 cgroup2 rw,nsdelegate";

describe("where groups may be made", () => {
  it.each([
    [
      "below the root of the older kind",
      "4:memory:/some/one\n1:cpu,cpuacct:/\n0::/\n",
      V1_MOUNTS,
      "/sys/fs/cgroup/cpu,cpuacct",
    ],
    ["not in what somebody else made for us", "1:cpu,cpuacct:/some/one\n0::/\n", V1_MOUNTS, undefined],
    ["below the root of the newer kind", "0::/\n", V2_MOUNTS, "/sys/fs/cgroup"],
    [
      "in what was handed over",
      "0::/user.slice/run-7.service/jobdeck-server\n",
      V2_MOUNTS,
      "/sys/fs/cgroup/user.slice/run-7.service",
    ],
    ["not in a session's", "0::/user.slice/session-2.scope\n", V2_MOUNTS, undefined],
  ])("%s", (_, own, mounts, parent) => {
    expect(findHierarchy(own, mounts)?.parent).toBe(parent);
  });

  it("is nowhere without control groups", () => {
    expect(findHierarchy("", "")).toBeUndefined();
  });

  it("says the quota as each kind reads it", () => {
    expect(findHierarchy("1:cpu:/\n", V1_MOUNTS)?.quota(0.5)).toEqual({
      "cpu.cfs_period_us": "100000",
      "cpu.cfs_quota_us": "50000",
    });
    expect(findHierarchy("0::/\n", V2_MOUNTS)?.quota(1.5)).toEqual({ "cpu.max": "150000 100000" });
  });
});

it("a run's group is there while it runs, also under a supervisor that is killed, and nothing is left of it", async () => {
  const { engine, run } = await makeEngine();
  const resources = { cpu: 0.1, memoryBytes: 2 ** 28, shm: false, gpus: [] };
  const runs = [await run("exec sleep 1000", { resources }), await run("exec sleep 1000", { resources })];
  const paths = runs.map(({ record }) => record().cpuGroupPath);
  const isLimited = (await findCpuGroups()) !== undefined;
  expect(paths.map((path) => path !== undefined)).toEqual([isLimited, isLimited]);
  expect(engine.capabilities.notes?.["resources.cpu"] === undefined).toBe(isLimited);
  for (const [index, path] of paths.entries()) {
    const main = runs[index]?.record().main?.pid;
    if (path !== undefined) expect(readFileSync(`${path}/cgroup.procs`, "utf8").trim()).toBe(String(main));
  }
  const [first, second] = runs;
  if (!first || !second) throw new Error("there are two runs");
  process.kill(second.record().shim.pid, "SIGKILL");
  await engine.stop(first.handle, 0);
  for (const { handle } of runs) await engine.remove(handle);
  for (const path of paths) if (path !== undefined) expect(existsSync(path)).toBe(false);
});
