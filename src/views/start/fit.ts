import type { Cluster, Preset } from "../../../contract/config.ts";
import { formatBytes } from "../../../contract/sizes.ts";

/** What a job holds while it runs, or what there is of it in all. */
export interface Amounts {
  readonly cpu: number;
  readonly memoryBytes: number;
  readonly gpus: number;
}

export const PARTS = ["cpu", "memoryBytes", "gpus"] as const satisfies readonly (keyof Amounts)[];

/** Sums of fractions of cores are never exact. */
const TOLERANCE = 1e-6;

/** Whether an amount is more than there is. */
export function exceeds(wanted: number, available: number): boolean {
  return wanted > available + TOLERANCE;
}

/** A cluster of one machine says what there is; one whose machines come and go has no total. */
export function totalOf({ resourcePools: [pool, ...others] }: Cluster): Amounts | undefined {
  if (!pool || others.length > 0 || (pool.maxSize ?? 1) > 1) return undefined;
  if (pool.cpu === undefined || pool.memoryBytes === undefined) return undefined;
  const gpus = [pool.nvidiaGpu, pool.amdGpu, pool.intelGpu].reduce((sum, gpu) => sum + (gpu?.count ?? 0), 0);
  return { cpu: pool.cpu, memoryBytes: pool.memoryBytes, gpus };
}

/** What a job of a preset holds. */
export function amountsOf({ cpu, memoryBytes, nvidiaGpu, amdGpu, intelGpu }: Preset): Amounts {
  return { cpu, memoryBytes, gpus: (nvidiaGpu?.count ?? 0) + (amdGpu?.count ?? 0) + (intelGpu?.count ?? 0) };
}

/** Why a preset can never start on its cluster, as a sentence; undefined where it can, or where nobody knows. */
export function whyNever(preset: Preset, cluster: Cluster): string | undefined {
  const total = totalOf(cluster);
  const wanted = amountsOf(preset);
  const part = total && PARTS.find((name) => exceeds(wanted[name], total[name]));
  if (!part) return undefined;
  const inAll = total[part] === 0 ? "there are none" : `there are only ${amountText(part, total[part])} in all`;
  return `It needs ${amountText(part, wanted[part])}, and ${inAll}.`;
}

/** An amount without its unit, but for sizes. */
export function plainAmount(part: keyof Amounts, value: number): string {
  return part === "memoryBytes" ? formatBytes(value) : String(Math.round(value * 1000) / 1000);
}

/** `4 CPUs`, `8 GiB of memory`, `1 GPU`. */
export function amountText(part: keyof Amounts, value: number): string {
  if (part === "memoryBytes") return `${formatBytes(value)} of memory`;
  const unit = part === "cpu" ? "CPU" : "GPU";
  return `${plainAmount(part, value)} ${unit}${value === 1 ? "" : "s"}`;
}
