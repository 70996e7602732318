import { constants, watch, type FSWatcher } from "node:fs";
import { access, open, type FileHandle } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { MAX_RECORD_BYTES } from "../log/criLog.ts";
import type { LogProgress } from "../log/logReader.ts";
import type { Inspection } from "./inspection.ts";

/** The log driver whose files have the format of Kubernetes' runtimes: Podman's. */
export const LOCAL_DRIVER = "k8s-file";

const NEWLINE = 0x0a;
/**
 * A log that grows fast is looked at no more often, and not listened to until it has been silent for a while: its writer
 * writes a few lines at a time, and to be told of each costs both more than the lines. What comes after a silence is
 * seen at once.
 */
const LOOK_INTERVAL_MS = 2;
const FLOOD_PAUSE_MS = 20;

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
  let lookedAtMs = -Infinity;
  let grewAtMs = -Infinity;
  const finish = () => {
    isComplete = true;
    wake();
  };
  // Before anything is waited for: a reader who leaves at once makes it reject, and somebody has to hear that.
  ended.then(finish, finish);
  const ear = createEar(path, { onChange: () => wake(), onVanished: finish });
  ear.listen();
  // Kept open: a log that grows fast is looked at hundreds of times a second.
  const file = await open(path, "r").catch((error: unknown) => {
    ear.deafen();
    throw error;
  });
  const close = () => {
    if (isClosed) return;
    isClosed = true;
    ear.deafen();
    // Nothing was written to it that could be lost.
    file.close().catch(() => undefined);
    wake();
  };

  async function look(knownBytes: number): Promise<number> {
    if (performance.now() - lookedAtMs < LOOK_INTERVAL_MS) await delay(LOOK_INTERVAL_MS);
    lookedAtMs = performance.now();
    const bytes = await sizeOf(file).catch((error: unknown) => {
      // Who closes it need not wait for a look at it.
      if (isClosed) return knownBytes;
      throw error;
    });
    if (bytes <= knownBytes) return bytes;
    if (lookedAtMs - grewAtMs < FLOOD_PAUSE_MS) ear.deafen();
    grewAtMs = lookedAtMs;
    return bytes;
  }

  function listenAgain(): void {
    try {
      ear.listen();
    } catch {
      // A file that has vanished has no more to tell.
      finish();
    }
  }

  async function next(knownBytes: number) {
    while (!isClosed) {
      const changed = new Promise<void>((resolve) => (wake = resolve));
      const isLast = isComplete;
      const bytes = await look(knownBytes);
      if (bytes > knownBytes || isLast) return { bytes, isComplete: isLast };
      if (isClosed) break;
      if (ear.isListening()) await changed;
      // What was written before somebody listened again is seen by another look.
      else if (lookedAtMs - grewAtMs >= FLOOD_PAUSE_MS) listenAgain();
    }
    return { bytes: knownBytes, isComplete: true };
  }

  try {
    return { archiveBytes: await wholeBytesOf(file), next, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Listens to a file's changes, while anybody wants that. */
function createEar(path: string, { onChange, onVanished }: { onChange: () => void; onVanished: () => void }) {
  let watcher: FSWatcher | undefined;
  return {
    isListening: () => watcher !== undefined,
    /** @throws Error when there is no such file */
    listen() {
      watcher = watch(path, onChange);
      watcher.on("error", onVanished);
    },
    deafen() {
      watcher?.close();
      watcher = undefined;
    },
  };
}

/** How many bytes of a log are whole records: its writer may be in the middle of one. */
export async function wholeRecordsBytes(path: string): Promise<number> {
  const file = await open(path, "r");
  try {
    return await wholeBytesOf(file);
  } finally {
    await file.close();
  }
}

async function wholeBytesOf(file: FileHandle): Promise<number> {
  const size = await sizeOf(file);
  const tail = Buffer.allocUnsafe(Math.min(size, 2 * MAX_RECORD_BYTES));
  const { bytesRead } = await file.read(tail, 0, tail.length, size - tail.length);
  return size - tail.length + tail.subarray(0, bytesRead).lastIndexOf(NEWLINE) + 1;
}

async function sizeOf(file: FileHandle): Promise<number> {
  return (await file.stat()).size;
}
