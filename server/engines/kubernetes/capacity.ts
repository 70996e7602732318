import type { V1Node, V1Pod, V1Taint } from "@kubernetes/client-node";
import type { EngineResources } from "../engine.ts";
import { placementsOf, type KubernetesConfiguration, type Placement } from "./configuration.ts";
import { LABEL } from "./podSpec.ts";
import { readQuantity } from "./quantity.ts";

/** A GPU of some node, as it is asked for. */
export interface ClusterGpu {
  readonly resource: string;
  readonly model: string;
  readonly memoryBytes: number;
  /** What a node's label calls it, where one does. */
  readonly product?: string;
}

/** What GPUs are called in requests, by who makes them, and the labels by which nodes tell which they have. */
const GPU_RESOURCES = [
  { resource: "nvidia.com/gpu", maker: "NVIDIA", product: "nvidia.com/gpu.product", memoryMb: "nvidia.com/gpu.memory" },
  { resource: "amd.com/gpu", maker: "AMD", product: "amd.com/gpu.product-name", memoryMb: "" },
  { resource: "gpu.intel.com/i915", maker: "Intel", product: "gpu.intel.com/product", memoryMb: "" },
] as const;

export interface ClusterCapacity extends EngineResources {
  readonly gpus: readonly ClusterGpu[];
}

interface CapacityContext {
  readonly instance: string;
  readonly configuration: KubernetesConfiguration;
  /** Of which those that are still there keep their places. */
  readonly gpusBefore?: readonly ClusterGpu[];
}

/**
 * What is left for this Jobdeck's jobs: of every node to which some of them may go what it can allocate, without what
 * pods of others have asked for.
 */
export function capacityOf(
  nodes: readonly V1Node[],
  pods: readonly V1Pod[],
  { instance, configuration, gpusBefore = [] }: CapacityContext,
): ClusterCapacity {
  const foreign = pods.filter(({ metadata }) => metadata?.labels?.[LABEL.instance] !== instance);
  const placements = placementsOf(configuration);
  const usable = nodes.filter((node) => takesPods(node) && placements.some((placement) => fits(node, placement)));
  const free = usable.map((node) => freeOf(node, foreign));
  const most = (amounts: readonly number[]) => Math.max(0, ...amounts);
  return {
    cpu: wholeMilli(sum(free.map(({ cpu }) => cpu))),
    memoryBytes: Math.floor(sum(free.map(({ memoryBytes }) => memoryBytes))),
    gpus: inPlace(
      gpusBefore,
      free.flatMap(({ gpus }) => gpus),
    ),
    largest: {
      cpu: wholeMilli(most(free.map(({ cpu }) => cpu))),
      memoryBytes: Math.floor(most(free.map(({ memoryBytes }) => memoryBytes))),
      gpus: most(free.map(({ gpus }) => gpus.length)),
    },
  };
}

const wholeMilli = (cores: number): number => Math.floor(cores * 1000) / 1000;

/** What of a node decides about capacity: it tells of itself far more often than that changes. */
export function capacityMarkOf(node: V1Node): string {
  return JSON.stringify([takesPods(node), node.status?.allocatable, node.spec?.taints, node.metadata?.labels]);
}

function takesPods({ spec, status }: V1Node): boolean {
  if (spec?.unschedulable) return false;
  return status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") ?? false;
}

/** Whether pods with that placement may go there, as far as it decides. */
function fits({ metadata, spec }: V1Node, { nodeSelector = {}, tolerations = [] }: Placement): boolean {
  const taints = (spec?.taints ?? []).filter(({ effect }) => effect !== "PreferNoSchedule");
  return (
    Object.entries(nodeSelector).every(([label, value]) => metadata?.labels?.[label] === value) &&
    taints.every((taint) => tolerations.some((toleration) => tolerates(toleration, taint)))
  );
}

function tolerates(toleration: NonNullable<Placement["tolerations"]>[number], taint: V1Taint): boolean {
  if (toleration.effect !== undefined && toleration.effect !== taint.effect) return false;
  if (toleration.operator === "Exists") return toleration.key === undefined || toleration.key === taint.key;
  return toleration.key === taint.key && (toleration.value ?? "") === (taint.value ?? "");
}

function freeOf(node: V1Node, pods: readonly V1Pod[]): ClusterCapacity {
  const here = pods.filter(({ spec }) => spec?.nodeName === node.metadata?.name);
  const { allocatable } = node.status ?? {};
  const left = (resource: string) =>
    Math.max(0, readQuantity(allocatable?.[resource]) - sum(here.map((pod) => requestedBy(pod, resource))));
  return { cpu: left("cpu"), memoryBytes: left("memory"), gpus: gpusOf(node, left) };
}

function gpusOf({ metadata }: V1Node, left: (resource: string) => number): ClusterGpu[] {
  return GPU_RESOURCES.flatMap(({ resource, maker, ...labels }) => {
    const product = metadata?.labels?.[labels.product];
    const memoryBytes = Number(metadata?.labels?.[labels.memoryMb] ?? 0) * 2 ** 20;
    const gpu = { resource, model: product ?? maker, memoryBytes, ...(product !== undefined && { product }) };
    return Array.from({ length: Math.floor(left(resource)) }, () => gpu);
  });
}

const isSame = (one: ClusterGpu, other: ClusterGpu): boolean =>
  one.resource === other.resource && one.product === other.product;

/** Jobs hold GPUs by their place: those that stay keep theirs, and others, or the last ones, fill those that are left. */
function inPlace(before: readonly ClusterGpu[], now: readonly ClusterGpu[]): ClusterGpu[] {
  const others = [...now];
  const places = before.map((like) => {
    const index = others.findIndex((gpu) => isSame(gpu, like));
    return index < 0 ? undefined : others.splice(index, 1)[0];
  });
  for (let place = 0; place < places.length; place++) {
    places[place] ??= others.shift();
    while (place < places.length && places[place] === undefined) {
      const last = places.pop();
      if (place < places.length) places[place] = last;
    }
  }
  return [...places.flatMap((gpu) => gpu ?? []), ...others];
}

/** What a pod holds: its containers together, or the largest of those that run before them. */
function requestedBy({ spec }: V1Pod, resource: string): number {
  const of = (container: { resources?: { requests?: Record<string, string> } }) =>
    readQuantity(container.resources?.requests?.[resource]);
  const before = Math.max(0, ...(spec?.initContainers ?? []).map(of));
  return Math.max(sum((spec?.containers ?? []).map(of)), before) + readQuantity(spec?.overhead?.[resource]);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
