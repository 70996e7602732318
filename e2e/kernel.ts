import { existsSync, readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

const TICKS_PER_SECOND = 100;

/**
 * How many cores a job's processes really use, counted by the kernel over some time: what a chart must agree with,
 * however much of the machine others take. Without /proc it is taken for granted that a busy loop gets its whole core.
 */
export async function coresInUse(jobId: string, overMs: number): Promise<number> {
  if (!existsSync("/proc/self/environ")) return 1;
  const before = new Map(ticksByProcess(jobId));
  const startMs = performance.now();
  await delay(overMs);
  const seconds = (performance.now() - startMs) / 1000;
  let ticks = 0;
  for (const [pid, now] of ticksByProcess(jobId)) ticks += now - (before.get(pid) ?? now);
  return ticks / TICKS_PER_SECOND / seconds;
}

/** Processor time of each living process that carries the job's mark. */
function ticksByProcess(jobId: string): [pid: string, ticks: number][] {
  return readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid))
    .flatMap((pid): [string, number][] => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, "latin1").includes(`JOBDECK_RUN_ID=${jobId}`)) return [];
        const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]?.split(" ") ?? [];
        return [[pid, Number(fields[11]) + Number(fields[12])]];
      } catch {
        // It has ended in between, or is another user's.
        return [];
      }
    });
}

/** Pid and state of each living process of a job, as the kernel sees them: `T` is stopped, `Z` only waits to be buried. */
export function processesOf(jobId: string): { readonly pid: string; readonly state: string }[] {
  return ticksByProcess(jobId).flatMap(([pid]) => {
    try {
      return [{ pid, state: readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]?.[0] ?? "" }];
    } catch {
      // It has ended in between.
      return [];
    }
  });
}
