import { endTree, RUN_MARK, SHIM_MARK } from "./processTree.ts";
import type { RunRecord } from "./runFolder.ts";

/** Ends by force what is left of a run whose supervisor is gone or does not answer, the supervisor included. */
export async function endLeftovers(runId: string, record: RunRecord | undefined): Promise<void> {
  const roots = [record?.shim, record?.main].filter((identity) => identity !== undefined);
  const marks = [`${RUN_MARK}=${runId}`, `${SHIM_MARK}=${runId}`];
  await endTree({ marks, roots, orphansOf: "anyone" }, { ask: [], deadlineMs: () => 0 });
}
