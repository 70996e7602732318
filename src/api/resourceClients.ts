import type { Disk } from "../../contract/disk.ts";
import type { Secret } from "../../contract/secret.ts";
import type { FileStatus, StorageUsage } from "../../contract/storageFile.ts";
import type { CallOptions } from "./callOptions.ts";

/** Secrets: written, used by jobs, never read back. Every method rejects with ApiError. */
export interface SecretsClient {
  /** A project's secrets by key, without their values. */
  list(projectName: string, options?: CallOptions): Promise<readonly Secret[]>;
  /** Writes a secret, or replaces its value. */
  set(projectName: string, key: string, value: string | Uint8Array, options?: CallOptions): Promise<void>;
  remove(projectName: string, key: string, options?: CallOptions): Promise<void>;
}

/** What to create. */
export interface DiskOptions {
  readonly storageBytes: number;
  readonly name?: string;
  /** Deleted once no job has used it for this long; undefined: never. */
  readonly unusedTimeoutSeconds?: number;
}

/** Disks. Every method rejects with ApiError. */
export interface DisksClient {
  list(projectName: string, options?: CallOptions): Promise<readonly Disk[]>;
  create(projectName: string, disk: DiskOptions, options?: CallOptions): Promise<Disk>;
  get(projectName: string, idOrName: string, options?: CallOptions): Promise<Disk>;
  /** Deletes a disk and all that is on it; refused while a live job has it. */
  remove(projectName: string, idOrName: string, options?: CallOptions): Promise<void>;
}

export interface UploadOptions extends CallOptions {
  /** Told how many bytes have arrived. */
  readonly onProgress?: (sentBytes: number) => void;
}

/** Where a file or folder is: the project, then each name on the way. */
export type StoragePath = readonly [projectName: string, ...names: string[]];

/** Files and folders. Every method rejects with ApiError. */
export interface StorageClient {
  /** What is in a folder; `path` of each is its name. */
  list(path: StoragePath, options?: CallOptions): Promise<readonly FileStatus[]>;
  stat(path: StoragePath, options?: CallOptions): Promise<FileStatus>;
  /** Makes a folder and those above it. */
  makeFolder(path: StoragePath, options?: CallOptions): Promise<void>;
  /** Writes a file, and the folders above it; it appears, or replaces one, only when all of it has arrived. */
  upload(path: StoragePath, content: Blob, options?: UploadOptions): Promise<void>;
  /** A file's content, once its head is there; the body is the caller's to read. */
  open(path: StoragePath, options?: CallOptions): Promise<Response>;
  /** Deletes a file, or a folder with all that is in it. */
  remove(path: StoragePath, options?: CallOptions): Promise<void>;
  /** Moves a file or folder; a file that is there already is replaced. */
  move(from: StoragePath, to: StoragePath, options?: CallOptions): Promise<void>;
  usage(options?: CallOptions): Promise<StorageUsage>;
}
