import type { V1Node, V1Pod } from "@kubernetes/client-node";
import { expect, test } from "vitest";
import { capacityOf } from "./capacity.ts";

const GIB = 2 ** 30;

interface NodeFacts {
  readonly allocatable?: Record<string, string>;
  readonly labels?: Record<string, string>;
  readonly taints?: { key: string; value?: string; effect: string }[];
  readonly unschedulable?: boolean;
  readonly isReady?: boolean;
}

const nodeOf = (name: string, { allocatable, labels, isReady = true, ...spec }: NodeFacts = {}): V1Node => ({
  metadata: { name, labels },
  spec,
  status: {
    allocatable: { cpu: "4", memory: "8Gi", ...allocatable },
    conditions: [{ type: "Ready", status: isReady ? "True" : "Unknown" }],
  },
});

const podOn = (nodeName: string, cpu: string, instance?: string): V1Pod => ({
  metadata: { name: `${nodeName}-${cpu}`, labels: instance === undefined ? {} : { "jobdeck.dev/instance": instance } },
  spec: { nodeName, containers: [{ name: "one", resources: { requests: { cpu, memory: "1Gi" } } }] },
});

const own = { instance: "own", configuration: {} };

test("is what nodes can allocate without what pods of others have asked for", () => {
  const pods = [podOn("a", "500m", "other"), podOn("b", "250m"), podOn("a", "2", "own"), podOn("gone", "1")];
  expect(capacityOf([nodeOf("a"), nodeOf("b")], pods, own)).toEqual({
    ...{ cpu: 7.25, memoryBytes: 14 * GIB, gpus: [] },
    largest: { cpu: 3.75, memoryBytes: 7 * GIB, gpus: 0 },
  });
});

test("leaves out nodes that are cordoned, not ready, or closed to all jobs", () => {
  const taints = [{ key: "only", value: "gpu", effect: "NoSchedule" }];
  const nodes = [
    ...[nodeOf("a"), nodeOf("cordoned", { unschedulable: true }), nodeOf("silent", { isReady: false })],
    nodeOf("tainted", { taints, labels: { pool: "gpu" } }),
    nodeOf("preferred", { taints: [{ key: "spot", effect: "PreferNoSchedule" }] }),
  ];
  expect(capacityOf(nodes, [], own).cpu).toBe(8);
  const gpu = { nodeSelector: { pool: "gpu" }, tolerations: [{ key: "only", value: "gpu" }] };
  expect(capacityOf(nodes, [], { ...own, configuration: { presets: { gpu } } }).cpu).toBe(12);
  expect(capacityOf(nodes, [], { ...own, configuration: { placement: gpu } }).cpu).toBe(4);
  const all = { tolerations: [{ operator: "Exists" as const, effect: "NoExecute" as const }] };
  expect(capacityOf(nodes, [], { ...own, configuration: { placement: all } }).cpu).toBe(8);
});

test("GPUs keep their places when nodes come and go: jobs hold them by these", () => {
  const nvidia = (product: string, count: number) => ({
    allocatable: { "nvidia.com/gpu": String(count) },
    labels: { "nvidia.com/gpu.product": product, "nvidia.com/gpu.memory": "40960" },
  });
  const [a100, t4] = [nodeOf("b", nvidia("A100", 2)), nodeOf("c", nvidia("T4", 1))];
  const before = capacityOf([a100, t4], [], own);
  expect(before.gpus.map(({ model }) => model)).toEqual(["A100", "A100", "T4"]);
  expect(before.gpus[0]?.memoryBytes).toBe(40 * GIB);
  expect(before.largest?.gpus).toBe(2);
  const h100 = nodeOf("a", nvidia("H100", 2));
  const grown = capacityOf([h100, a100, t4], [], { ...own, gpusBefore: before.gpus });
  expect(grown.gpus.map(({ model }) => model)).toEqual(["A100", "A100", "T4", "H100", "H100"]);
  const without = capacityOf([h100, t4], [], { ...own, gpusBefore: grown.gpus });
  expect(without.gpus.map(({ model }) => model)).toEqual(["H100", "H100", "T4"]);
});
