import type { ClusterHistory } from "../../../contract/clusterHistory.ts";
import { formatBytes } from "../../../contract/sizes.ts";
import type { Curve } from "../../../contract/measured.ts";
import { formatCredits } from "../../lib/credits.ts";
import type { ClusterView } from "./useCluster.ts";

/** A curve of a chart and its value at this moment. */
export interface TrendLine {
  readonly name: string;
  /** A CSS colour. */
  readonly color: string;
  readonly curve: Curve;
  readonly now: number | undefined;
}

/** One chart of what the cluster was like. */
export interface Trend {
  readonly title: string;
  readonly lines: readonly TrendLine[];
  readonly unit: "decimal" | "binary";
  readonly total?: number;
  readonly floor: number;
  readonly format: (value: number) => string;
}

const HELD = "var(--jd-text-muted)";
const MEBIBYTE = 2 ** 20;

/** What there is to draw: the machine's curves only where it is measured. */
export function trendsOf({ state }: Pick<ClusterView, "state">, history: ClusterHistory): Trend[] {
  const machine = state?.machine;
  const gpuMemory = machine?.gpus.reduce((sum, gpu) => sum + gpu.memoryTotalBytes, 0);
  const trends: (Trend | undefined)[] = [
    jobs({ state, history }),
    {
      ...{ title: "CPU", unit: "decimal", floor: 1, format: coresText, total: state?.total.cpu },
      lines: lines(
        ["held by jobs", HELD, history.heldCpu, state?.held.cpu],
        ["in use", "var(--jd-chart-cpu)", history.cpu, machine?.cpu],
      ),
    },
    {
      ...{
        title: "Memory",
        unit: "binary",
        floor: 64 * MEBIBYTE,
        format: formatBytes,
        total: state?.total.memoryBytes,
      },
      lines: lines(
        ["held by jobs", HELD, history.heldMemoryBytes, state?.held.memoryBytes],
        ["in use", "var(--jd-chart-memory)", history.memoryBytes, machine?.memoryBytes],
      ),
    },
    history.gpuDutyPercent && {
      ...{ title: "GPU", unit: "decimal", floor: 100, format: percentText },
      lines: lines(["busy", "var(--jd-chart-gpu)", history.gpuDutyPercent, meanDuty(machine?.gpus)]),
    },
    history.gpuMemoryBytes && {
      ...{ title: "GPU memory", unit: "binary", floor: 256 * MEBIBYTE, format: formatBytes, total: gpuMemory },
      lines: lines([
        ...(["in use", "var(--jd-chart-gpu-memory)", history.gpuMemoryBytes] as const),
        machine?.gpus.reduce((sum, gpu) => sum + gpu.memoryBytes, 0),
      ]),
    },
    history.diskBytes && {
      ...{ title: "Disk", unit: "binary", floor: 64 * MEBIBYTE, format: formatBytes, total: machine?.diskTotalBytes },
      lines: lines(["in use", "var(--jd-suspended)", history.diskBytes, machine?.diskBytes]),
    },
    {
      ...{ title: "Credits an hour", unit: "decimal", floor: 0.1, format: formatCredits },
      lines: lines(["cost", "var(--jd-running)", history.creditsPerHour, state?.creditsPerHour]),
    },
  ];
  return trends.filter((trend) => trend !== undefined);
}

function jobs({ state, history }: { state: ClusterView["state"]; history: ClusterHistory }): Trend {
  const running = state?.presets.reduce((sum, preset) => sum + preset.running, 0);
  return {
    ...{ title: "Jobs", unit: "decimal", floor: 4, format: countText },
    lines: lines(
      ["running", "var(--jd-running)", history.running, running],
      ["waiting", "var(--jd-pending)", history.waiting, state?.queueLength],
    ),
  };
}

type LineFacts = readonly [name: string, color: string, curve: Curve | undefined, now: number | undefined];

function lines(...facts: readonly LineFacts[]): TrendLine[] {
  return facts.flatMap(([name, color, curve, now]) => (curve ? [{ name, color, curve, now }] : []));
}

function meanDuty(gpus: readonly { readonly dutyPercent: number }[] = []): number | undefined {
  return gpus.length === 0 ? undefined : gpus.reduce((sum, gpu) => sum + gpu.dutyPercent, 0) / gpus.length;
}

function countText(count: number): string {
  return String(Number(count.toFixed(1)));
}

function coresText(cores: number): string {
  return String(Number(cores.toFixed(cores < 10 ? 2 : 1)));
}

function percentText(percent: number): string {
  return `${Math.round(percent)} %`;
}
