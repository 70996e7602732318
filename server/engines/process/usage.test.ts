import { expect, test } from "vitest";
import type { ProcessInfo } from "./processTable.ts";
import { createCpuMeter, gpuShare } from "./usage.ts";

const STATE = { zombie: false, stopped: false, hangs: false };

function info(pid: number, parentPid: number, cpuSeconds: number, childrenCpuSeconds = 0): ProcessInfo {
  return { pid, parentPid, session: pid, startId: String(pid), cpuSeconds, childrenCpuSeconds, ...STATE };
}

/** Looks at a tree second by second; the supervisor has pid 10. */
function measure(looks: { processes: ProcessInfo[]; shimChildrenSeconds?: number }[]): (number | undefined)[] {
  const meter = createCpuMeter();
  return looks.map(({ processes, shimChildrenSeconds = 0 }, index) =>
    meter.measure({ shim: info(10, 1, 99 + index, shimChildrenSeconds), processes }, index * 1000),
  );
}

test("counts the time between two looks, and not the supervisor's own", () => {
  expect(measure([{ processes: [info(11, 10, 5)] }, { processes: [info(11, 10, 6.5)] }])).toEqual([undefined, 1.5]);
});

test("children that came and went in between count by their parent", () => {
  expect(measure([{ processes: [info(11, 10, 5)] }, { processes: [info(11, 10, 5, 0.75)] }])[1]).toBe(0.75);
});

test("a child that ends hands its time over once", () => {
  const looks = [{ processes: [info(11, 10, 5), info(12, 11, 3)] }, { processes: [info(11, 10, 5, 3.5)] }];
  expect(measure(looks)[1]).toBe(0.5);
});

test("an exec that ends hands its time to the supervisor", () => {
  const looks = [
    { processes: [info(11, 10, 5), info(12, 10, 3)] },
    { processes: [info(11, 10, 5.25)], shimChildrenSeconds: 3.5 },
  ];
  expect(measure(looks)[1]).toBe(0.75);
});

test("an orphan that ends takes nothing from the others", () => {
  expect(measure([{ processes: [info(11, 10, 5), info(12, 1, 300)] }, { processes: [info(11, 10, 5.5)] }])[1]).toBe(
    0.5,
  );
});

test("looks that are too close say nothing", () => {
  const meter = createCpuMeter();
  const tree = { shim: undefined, processes: [info(11, 10, 5)] };
  expect([0, 100, 1000].map((atMs) => meter.measure(tree, atMs))).toEqual([undefined, undefined, 0]);
});

test("takes the tree's share of the GPUs", () => {
  const use = {
    processes: [
      { pid: 11, gpuId: "a", memoryBytes: 100 },
      { pid: 12, gpuId: "b", memoryBytes: 50 },
      { pid: 99, gpuId: "c", memoryBytes: 1000 },
    ],
    dutyPercent: new Map([
      ["a", 80],
      ["b", 40],
      ["c", 100],
    ]),
  };
  expect(gpuShare([info(11, 10, 0), info(12, 10, 0)], use)).toEqual({ gpuDutyPercent: 60, gpuMemoryBytes: 150 });
  expect(gpuShare([info(13, 10, 0)], use)).toEqual({ gpuDutyPercent: 0, gpuMemoryBytes: 0 });
  expect(gpuShare([info(11, 10, 0)], undefined)).toEqual({});
});
