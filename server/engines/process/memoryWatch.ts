import { formatBytes } from "../../../contract/sizes.ts";
import type { RunRecord } from "./runFolder.ts";
import type { Sampler } from "./sampler.ts";
import type { ControlLink } from "./shimClient.ts";

/**
 * Ends runs that use more memory than they have, by what is measured once a second. Resident memory is what counts:
 * a limit of the address space, which the kernel would keep exactly, is no use to programs that reserve far more than
 * they use, as those for GPUs do.
 * @returns what begins to watch a run, for as long as its link lasts
 */
export function createMemoryWatch(sampler: Sampler, closing: AbortSignal) {
  async function watch(runId: string, record: RunRecord, link: ControlLink): Promise<void> {
    const limitBytes = record.memoryBytes;
    if (limitBytes === undefined) return;
    const gone = new AbortController();
    void link.closed.then(() => gone.abort());
    const signal = AbortSignal.any([closing, gone.signal]);
    for await (const { memoryBytes } of sampler.subscribe(runId, record.shim.pid, signal)) {
      if (memoryBytes <= limitBytes) continue;
      const used = `used ${formatBytes(memoryBytes)} of memory and has ${formatBytes(limitBytes)}`;
      return link.stop(0, { reason: "OOMKilled", message: `The job ${used}.` });
    }
  }

  return (runId: string, record: RunRecord, link: ControlLink): void => {
    // A process table that cannot be read ends the watch, not the server; who asks for what is measured is told why.
    watch(runId, record, link).catch(() => undefined);
  };
}
