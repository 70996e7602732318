import type { V1Node, V1Pod } from "@kubernetes/client-node";
import type { EngineResources } from "../engine.ts";
import type { Api } from "./api.ts";
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

interface ClusterCapacity extends EngineResources {
  readonly gpus: readonly ClusterGpu[];
}

/**
 * What is left for this Jobdeck's jobs: of every node that takes pods what it can allocate, without what pods of others
 * have asked for.
 */
export async function readCapacity(api: Api, instance: string): Promise<ClusterCapacity> {
  const running = { fieldSelector: "status.phase!=Succeeded,status.phase!=Failed" };
  const [nodes, pods] = await Promise.all([
    api.json<{ items: V1Node[] }>("GET", "/api/v1/nodes"),
    api.json<{ items: V1Pod[] }>("GET", "/api/v1/pods", { query: running }),
  ]);
  const foreign = pods.items.filter(({ metadata }) => metadata?.labels?.[LABEL.instance] !== instance);
  const free = nodes.items.filter(takesPods).map((node) => freeOf(node, foreign));
  return {
    cpu: Math.floor(sum(free.map(({ cpu }) => cpu)) * 1000) / 1000,
    memoryBytes: Math.floor(sum(free.map(({ memoryBytes }) => memoryBytes))),
    gpus: free.flatMap(({ gpus }) => gpus),
  };
}

function takesPods({ spec, status }: V1Node): boolean {
  if (spec?.unschedulable) return false;
  return status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") ?? false;
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

/** What a pod holds: its containers together, or the largest of those that run before them. */
function requestedBy({ spec }: V1Pod, resource: string): number {
  const of = (container: { resources?: { requests?: Record<string, string> } }) =>
    readQuantity(container.resources?.requests?.[resource]);
  const before = Math.max(0, ...(spec?.initContainers ?? []).map(of));
  return Math.max(sum((spec?.containers ?? []).map(of)), before) + readQuantity(spec?.overhead?.[resource]);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
