import { execFile } from "node:child_process";
import { promisify } from "node:util";

const MEBIBYTE = 1024 * 1024;
const TIMEOUT_MS = 10_000;

export interface Gpu {
  readonly model: string;
  readonly memoryBytes: number;
}

/** Who uses which GPU now, as its driver says. */
export interface GpuUse {
  readonly processes: readonly { readonly pid: number; readonly gpuId: string; readonly memoryBytes: number }[];
  /** 0..100 by GPU. */
  readonly dutyPercent: ReadonlyMap<string, number>;
}

/** The NVIDIA GPUs of this machine, in the order of their indexes; none where no driver answers. */
export async function listGpus(): Promise<Gpu[]> {
  // Whatever the reason (no such program, no device behind it, no answer), there is nothing here that a job could use.
  const rows = await query("--query-gpu=name,memory.total").catch((): string[][] => []);
  return rows.map(([model = "", mebibytes]) => ({ model, memoryBytes: (Number(mebibytes) || 0) * MEBIBYTE }));
}

/** How busy a GPU is, by whoever uses it. */
export interface GpuLoad {
  readonly model: string;
  /** 0..100 */
  readonly dutyPercent: number;
  readonly memoryBytes: number;
  readonly memoryTotalBytes: number;
}

/** How busy each GPU is, in the order of their indexes. @throws Error when the driver does not answer */
export async function readGpuLoad(): Promise<GpuLoad[]> {
  const rows = await query("--query-gpu=name,utilization.gpu,memory.used,memory.total");
  return rows.map(([model = "", percent, used, total]) => ({
    model,
    dutyPercent: Number(percent) || 0,
    memoryBytes: (Number(used) || 0) * MEBIBYTE,
    memoryTotalBytes: (Number(total) || 0) * MEBIBYTE,
  }));
}

/** What those of some indexes do together, who have them to themselves: the mean of their duty and the sum of their memory. */
export function gpuLoadOf(
  indexes: readonly number[],
  loads: readonly GpuLoad[],
): { gpuDutyPercent: number; gpuMemoryBytes: number } | undefined {
  const own = indexes.flatMap((index) => loads[index] ?? []);
  if (own.length === 0) return undefined;
  return {
    gpuDutyPercent: own.reduce((sum, { dutyPercent }) => sum + dutyPercent, 0) / own.length,
    gpuMemoryBytes: own.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
  };
}

/** @throws Error when the driver does not answer */
export async function readGpuUse(): Promise<GpuUse> {
  const [processes, gpus] = await Promise.all([
    query("--query-compute-apps=pid,gpu_uuid,used_memory"),
    query("--query-gpu=uuid,utilization.gpu"),
  ]);
  return parseGpuUse(processes, gpus);
}

/** Rows of `pid, GPU, MiB` and of `GPU, percent`; what the driver cannot tell (`[N/A]`) counts as nothing. */
export function parseGpuUse(processes: readonly string[][], gpus: readonly string[][]): GpuUse {
  return {
    processes: processes.map(([pid, gpuId = "", mebibytes]) => ({
      pid: Number(pid),
      gpuId,
      memoryBytes: (Number(mebibytes) || 0) * MEBIBYTE,
    })),
    dutyPercent: new Map(gpus.map(([gpuId = "", percent]) => [gpuId, Number(percent) || 0])),
  };
}

async function query(what: string): Promise<string[][]> {
  const options = { timeout: TIMEOUT_MS };
  const { stdout } = await promisify(execFile)("nvidia-smi", [what, "--format=csv,noheader,nounits"], options);
  return parseCsv(stdout);
}

/** Lines of values separated by a comma and a blank. */
export function parseCsv(text: string): string[][] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => line.split(",").map((value) => value.trim()));
}
