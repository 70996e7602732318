import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { EngineError, type RunEnd } from "../engine.ts";

/** Where things of one run are. */
export interface RunFolder {
  readonly path: string;
  /** The job's folder unless it asked for another. */
  readonly workPath: string;
  readonly logPath: string;
  /** What is known of a run once it has been started: {@link RunRecord}. */
  readonly recordPath: string;
  /** How it ended: {@link EndRecord}. */
  readonly endPath: string;
  /** What went wrong in the supervisor itself. */
  readonly supervisorLogPath: string;
}

export interface RunRecord {
  readonly shim: ProcessIdentity;
  /** Undefined when the program could not be started. */
  readonly main?: ProcessIdentity | undefined;
  readonly startedAtMs: number;
  readonly socketPath: string;
  /** What the run may use; undefined of a run from before this was kept. */
  readonly memoryBytes?: number | undefined;
  /** The control group that holds the run to its processors. */
  readonly cpuGroupPath?: string | undefined;
}

export interface ProcessIdentity {
  readonly pid: number;
  readonly startId: string;
}

/** `lost`: the supervisor was killed, so nobody knows how the run ended. */
export type EndRecord = { readonly state: "ended"; readonly end: RunEnd } | { readonly state: "lost" };

/** The places of a run below its folder. */
export function runFolderAt(path: string): RunFolder {
  return {
    path,
    workPath: join(path, "work"),
    logPath: join(path, "log"),
    recordPath: join(path, "run.json"),
    endPath: join(path, "end.json"),
    supervisorLogPath: join(path, "supervisor.log"),
  };
}

export const readRunRecord = (folder: RunFolder) => readJson<RunRecord>(folder.recordPath);
export const readEndRecord = (folder: RunFolder) => readJson<EndRecord>(folder.endPath);
export const writeRunRecord = (folder: RunFolder, record: RunRecord) => writeJson(folder.recordPath, record);
export const writeEndRecord = (folder: RunFolder, record: EndRecord) => writeJson(folder.endPath, record);

/** A file that does not exist reads as undefined. */
function readJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Written aside and renamed, so that a reader sees all of it or nothing. */
function writeJson(path: string, value: unknown): void {
  const temporaryPath = `${path}.${process.pid}`;
  writeFileSync(temporaryPath, JSON.stringify(value), { mode: 0o600 });
  renameSync(temporaryPath, path);
}

/** What a socket's path may have at most on every system, in bytes. */
const MAX_SOCKET_PATH_BYTES = 100;

/**
 * Where a run's supervisor listens: in the run's folder, or, where that path is too long for a socket, in a private
 * folder for temporary files.
 * @throws EngineError unavailable when there is no place that is short and private
 */
export function chooseSocketPath(folder: RunFolder, runId: string, temporaryFolder = tmpdir()): string {
  const near = join(folder.path, "shim.sock");
  if (Buffer.byteLength(near) <= MAX_SOCKET_PATH_BYTES) return near;
  const { uid } = userInfo();
  const shelter = join(temporaryFolder, `jobdeck-${uid}`);
  const far = join(shelter, `${createHash("sha256").update(folder.path).digest("hex").slice(0, 24)}.sock`);
  if (Buffer.byteLength(far) > MAX_SOCKET_PATH_BYTES) {
    throw new EngineError(
      "unavailable",
      `No socket for run ${runId} fits in "${folder.path}" or in "${temporaryFolder}": both paths are too long. ` +
        "Use a shorter data folder.",
    );
  }
  mkdirSync(shelter, { recursive: true, mode: 0o700 });
  const stats = lstatSync(shelter);
  if (!stats.isDirectory() || stats.uid !== uid || (stats.mode & 0o077) !== 0) {
    throw new EngineError("unavailable", `"${shelter}" must be a folder that only this user can open. Remove it.`);
  }
  return far;
}
