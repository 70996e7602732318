import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { EngineError, type RunEnd } from "../engine.ts";
import { endLeftovers } from "./leftovers.ts";
import { readEndRecord, readRunRecord, writeEndRecord, type RunFolder, type RunRecord } from "./runFolder.ts";
import { openControl, type ControlLink } from "./shimClient.ts";

/** What is known of a run. */
export type RunStatus =
  | { readonly state: "unknown" }
  | { readonly state: "running"; readonly link: ControlLink; readonly record: RunRecord }
  | { readonly state: "ended"; readonly end: RunEnd }
  | { readonly state: "lost" };

/** The engine's connections to the supervisors of running runs: one each, opened when first needed. */
export interface RunLinks {
  /** @throws EngineError unavailable when it cannot be told */
  find(runId: string): Promise<RunStatus>;
  /**
   * Resolves once the run has ended. Rejects with the signal's reason when aborted.
   * @throws EngineError not_found for a run that is unknown or lost, unavailable when the engine is closed
   */
  untilEnded(runId: string, signal?: AbortSignal): Promise<RunEnd>;
  close(): Promise<void>;
}

/** @param onLink told of every connection to a run that runs */
export function createRunLinks(
  folderOf: (runId: string) => RunFolder,
  onLink: (runId: string, record: RunRecord, link: ControlLink) => void = () => undefined,
): RunLinks {
  const links = new Map<string, Promise<ControlLink | undefined>>();
  const losses = new Map<string, Promise<RunStatus>>();
  let isClosed = false;

  async function linkTo(runId: string, record: RunRecord): Promise<ControlLink | undefined> {
    if (isClosed) throw new EngineError("unavailable", "The engine is closed.");
    const known = links.get(runId);
    if (known) return known;
    const opening = openControl(record.socketPath);
    links.set(runId, opening);
    const forget = () => void (links.get(runId) === opening && links.delete(runId));
    opening.then((link) => {
      if (!link) return forget();
      onLink(runId, record, link);
      return link.closed.then(forget);
    }, forget);
    return opening;
  }

  async function find(runId: string): Promise<RunStatus> {
    const folder = folderOf(runId);
    const record = readRunRecord(folder);
    const link = record && !existsSync(folder.endPath) ? await linkTo(runId, record) : undefined;
    const end = readEndRecord(folder);
    if (end) return end.state === "ended" ? { state: "ended", end: end.end } : { state: "lost" };
    if (!record) return { state: "unknown" };
    const knownEnd = link?.knownEnd();
    if (knownEnd) return { state: "ended", end: knownEnd };
    if (link) return { state: "running", link, record };
    const loss = losses.get(runId) ?? declareLost(runId, folder, record).finally(() => losses.delete(runId));
    losses.set(runId, loss);
    return loss;
  }

  async function untilEnded(runId: string, signal?: AbortSignal): Promise<RunEnd> {
    for (;;) {
      const status = await find(runId);
      if (status.state === "ended") return status.end;
      if (status.state !== "running") throw gone();
      const end = await status.link.whenEnded(signal);
      if (end) return end;
      await status.link.closed;
    }
  }

  async function close(): Promise<void> {
    isClosed = true;
    const opened = await Promise.allSettled(links.values());
    for (const result of opened) {
      const link = result.status === "fulfilled" ? result.value : undefined;
      link?.close();
      await link?.closed;
    }
  }

  return { find, untilEnded, close };
}

/** No supervisor and no record of an end: nobody knows how the run ended, but nothing of it must go on unseen. */
async function declareLost(runId: string, folder: RunFolder, record: RunRecord): Promise<RunStatus> {
  await endLeftovers(runId, record);
  await rm(record.socketPath, { force: true });
  try {
    writeEndRecord(folder, { state: "lost" });
  } catch {
    // The folder has been removed, or the disk is full: the next who asks finds the same out again.
  }
  return { state: "lost" };
}

export const gone = () => new EngineError("not_found", "The run does not exist any more.");
