import { constants, watch, type FSWatcher } from "node:fs";
import { access, open, stat } from "node:fs/promises";
import { MAX_RECORD_BYTES } from "../log/criLog.ts";
import type { LogProgress } from "../log/logReader.ts";
import type { Inspection } from "./inspection.ts";

/** The log driver whose files have the format of Kubernetes' runtimes: Podman's. */
export const LOCAL_DRIVER = "k8s-file";

const NEWLINE = 0x0a;

/** The container's log file where it can be read from here; else the engine has to be asked for each line. */
export async function findLocalLog({ LogPath }: Inspection): Promise<string | undefined> {
  if (!LogPath) return undefined;
  try {
    await access(LogPath, constants.R_OK);
    return LogPath;
  } catch {
    // Another machine's, or another user's.
    return undefined;
  }
}

/** How far a log file may be read while a container writes it. Whoever asked closes it. */
export interface LocalLogProgress extends LogProgress {
  close(): void;
}

/** Follows a log file's growth. @param ended resolves, or rejects, once nothing more will be written */
export async function followFile(path: string, ended: Promise<unknown>): Promise<LocalLogProgress> {
  let wake = () => {};
  let isComplete = false;
  let isClosed = false;
  const watcher: FSWatcher = watch(path, () => wake());
  // A file that vanishes has no more to tell.
  watcher.on("error", () => {
    isComplete = true;
    wake();
  });
  const finish = () => {
    isComplete = true;
    wake();
  };
  ended.then(finish, finish);
  const archiveBytes = await wholeRecordsBytes(path);
  return {
    archiveBytes,
    async next(knownBytes) {
      for (;;) {
        const changed = new Promise<void>((resolve) => (wake = resolve));
        const isLast = isComplete;
        const bytes = await wholeRecordsBytes(path);
        if (bytes > knownBytes || isLast || isClosed) return { bytes, isComplete: isLast || isClosed };
        await changed;
      }
    },
    close() {
      isClosed = true;
      watcher.close();
      wake();
    },
  };
}

/** How many bytes of a log are whole records: its writer may be in the middle of one. */
export async function wholeRecordsBytes(path: string): Promise<number> {
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  if (size === 0) return 0;
  const file = await open(path, "r");
  try {
    const tail = Buffer.allocUnsafe(Math.min(size, 2 * MAX_RECORD_BYTES));
    const { bytesRead } = await file.read(tail, 0, tail.length, size - tail.length);
    return size - tail.length + tail.subarray(0, bytesRead).lastIndexOf(NEWLINE) + 1;
  } finally {
    await file.close();
  }
}
