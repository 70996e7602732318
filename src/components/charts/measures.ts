import type { Resources } from "../../../contract/container.ts";
import { formatBytes, MEBIBYTE } from "../../../contract/sizes.ts";
import type { Telemetry } from "../../../contract/telemetry.ts";
import type { Piece } from "../../lib/telemetry/joinTelemetry.ts";
import { isMeasured, type Quantity } from "../../lib/telemetry/track.ts";

/** Something that is measured and has a chart. */
export interface Measure {
  readonly id: "cpu" | "memory" | "gpu" | "gpu-memory";
  readonly title: string;
  /** Its name in samples and histories. */
  readonly quantity: Quantity;
  /** What the axis counts, where its marks do not say it. */
  readonly axisUnit?: string;
  readonly unit: "decimal" | "binary";
  /** The axis never ends below this. */
  readonly floor: number;
  readonly valueOf: (sample: Telemetry) => number | undefined;
  /** The value with its unit, exact enough for people. */
  readonly format: (value: number) => string;
  /** The same where its unit stands elsewhere, as at the head of a chart. */
  readonly formatCell: (value: number) => string;
  /** The same for an axis, where there is little room. */
  readonly formatTick: (value: number) => string;
  /** Where the platform ends it; undefined where that is not known. */
  readonly limit: number | undefined;
  readonly limitText?: string | undefined;
  /** What happens at the limit, where it is more than that there is no more. */
  readonly limitWord: string;
}

/** What there is to draw of a job: a GPU's measures only once a sample has them. */
export function measuresOf(resources: Resources, samples: readonly Telemetry[]): Measure[] {
  const measures: Measure[] = [cpu(resources.cpu), memory(resources.memoryBytes)];
  if (samples.some((sample) => sample.gpuDutyPercent !== undefined)) measures.push(GPU);
  if (samples.some((sample) => sample.gpuMemoryBytes !== undefined)) measures.push(GPU_MEMORY);
  return measures;
}

/** The same for what is known of several jobs: a limit only where it is everybody's. */
export function measuresFor(all: readonly Resources[], pieces: readonly Piece[]): Measure[] {
  const shared = (values: readonly number[]) => (new Set(values).size === 1 ? values[0] : undefined);
  const measures = [
    cpu(shared(all.map((resources) => resources.cpu))),
    memory(shared(all.map((resources) => resources.memoryBytes))),
  ];
  if (isMeasured(pieces, "gpuDutyPercent")) measures.push(GPU);
  if (isMeasured(pieces, "gpuMemoryBytes")) measures.push(GPU_MEMORY);
  return measures;
}

const cpu = (limit: number | undefined): Measure => ({
  id: "cpu",
  title: "CPU",
  quantity: "cpu",
  axisUnit: "cores",
  unit: "decimal",
  floor: 0.1,
  valueOf: (sample) => sample.cpu,
  format: formatCores,
  formatCell: coresText,
  formatTick: String,
  limit,
  limitText: limit === undefined ? undefined : `${limit} ${limit === 1 ? "core" : "cores"}`,
  limitWord: "limit",
});

const memory = (limit: number | undefined): Measure => ({
  id: "memory",
  title: "Memory",
  quantity: "memoryBytes",
  unit: "binary",
  floor: 16 * MEBIBYTE,
  valueOf: (sample) => sample.memoryBytes,
  format: formatBytes,
  formatCell: formatBytes,
  formatTick: formatBytes,
  limit,
  limitText: limit === undefined ? undefined : formatBytes(limit),
  limitWord: "out of memory",
});

const GPU: Measure = {
  id: "gpu",
  title: "GPU",
  quantity: "gpuDutyPercent",
  unit: "decimal",
  floor: 100,
  valueOf: (sample) => sample.gpuDutyPercent,
  format: formatPercent,
  formatCell: formatPercent,
  formatTick: (value) => `${value} %`,
  limit: undefined,
  limitWord: "limit",
};

const GPU_MEMORY: Measure = {
  id: "gpu-memory",
  title: "GPU memory",
  quantity: "gpuMemoryBytes",
  unit: "binary",
  floor: 256 * MEBIBYTE,
  valueOf: (sample) => sample.gpuMemoryBytes,
  format: formatBytes,
  formatCell: formatBytes,
  formatTick: formatBytes,
  limit: undefined,
  limitWord: "limit",
};

function formatPercent(percent: number): string {
  return `${Math.round(percent)} %`;
}

function coresText(cores: number): string {
  return cores.toFixed(cores >= 9.995 ? 1 : 2);
}

/** Writes cores in use, with as many decimals as move: `0.04 cores`, `1.00 core`, `12.5 cores`. */
export function formatCores(cores: number): string {
  const amount = coresText(cores);
  return `${amount} ${amount === "1.00" ? "core" : "cores"}`;
}
