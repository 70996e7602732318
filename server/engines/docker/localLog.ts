import { constants, watch, type FSWatcher } from "node:fs";
import { access, open, type FileHandle } from "node:fs/promises";
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

/**
 * Follows a log file's growth.
 * @param ended resolves, or rejects, once nothing more will be written
 * @throws Error when the file cannot be read
 */
export async function followFile(path: string, ended: Promise<unknown>): Promise<LocalLogProgress> {
  let wake = () => {};
  let isComplete = false;
  let isClosed = false;
  const finish = () => {
    isComplete = true;
    wake();
  };
  // Before anything is waited for: a reader who leaves at once makes it reject, and somebody has to hear that.
  ended.then(finish, finish);
  const watcher: FSWatcher = watch(path, () => wake());
  // A file that vanishes has no more to tell.
  watcher.on("error", finish);
  // Kept open: a log that grows fast is looked at hundreds of times a second.
  const file = await open(path, "r").catch((error: unknown) => {
    watcher.close();
    throw error;
  });
  const close = () => {
    if (isClosed) return;
    isClosed = true;
    watcher.close();
    // Nothing was written to it that could be lost.
    file.close().catch(() => undefined);
    wake();
  };

  async function next(knownBytes: number) {
    while (!isClosed) {
      const changed = new Promise<void>((resolve) => (wake = resolve));
      const isLast = isComplete;
      const bytes = await wholeBytesOf(file, knownBytes).catch((error: unknown) => {
        // Who closes it need not wait for a look at it.
        if (isClosed) return knownBytes;
        throw error;
      });
      if (bytes > knownBytes || isLast) return { bytes, isComplete: isLast };
      if (!isClosed) await changed;
    }
    return { bytes: knownBytes, isComplete: true };
  }

  try {
    return { archiveBytes: await wholeBytesOf(file, 0), next, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** How many bytes of a log are whole records: its writer may be in the middle of one. */
export async function wholeRecordsBytes(path: string): Promise<number> {
  const file = await open(path, "r");
  try {
    return await wholeBytesOf(file, 0);
  } finally {
    await file.close();
  }
}

/** @param knownBytes whole records that need not be looked at again */
async function wholeBytesOf(file: FileHandle, knownBytes: number): Promise<number> {
  const { size } = await file.stat();
  if (size <= knownBytes) return size;
  const tail = Buffer.allocUnsafe(Math.min(size - knownBytes, 2 * MAX_RECORD_BYTES));
  const { bytesRead } = await file.read(tail, 0, tail.length, size - tail.length);
  return size - tail.length + tail.subarray(0, bytesRead).lastIndexOf(NEWLINE) + 1;
}
