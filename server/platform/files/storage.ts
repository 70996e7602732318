import { statSync, type Stats } from "node:fs";
import { lstat, mkdir, opendir, rename, rmdir, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { FileStatusPayload } from "../../../contract/storageFile.ts";
import { existingPath, explain, newPath, spell, StorageError, type StorageRoot } from "./storagePath.ts";

/** A file or folder that was deleted, as it travels. */
export interface RemovedPayload {
  readonly path: string;
  readonly is_dir: boolean;
}

/** What a file or folder is; its path is the whole one. @throws StorageError 404 */
export async function statusOf(root: StorageRoot, parts: readonly string[]): Promise<FileStatusPayload> {
  const path = existingPath(root, parts);
  return statusPayload(spell(root, parts), await attempt(root, parts, () => stat(path)));
}

/**
 * Opens a folder; what it answers yields what is in it, one by one, by names alone.
 * @throws StorageError 404, or 400 for a file
 */
export async function openFolder(
  root: StorageRoot,
  parts: readonly string[],
): Promise<AsyncGenerator<FileStatusPayload, void>> {
  const path = existingPath(root, parts);
  const folder = await attempt(root, parts, () => opendir(path));
  return (async function* () {
    for await (const { name } of folder) {
      const status = await entryStatus(root, [...parts, name], join(path, name));
      if (status) yield status;
    }
  })();
}

/** Undefined for what vanished meanwhile. A link is what it leads to; one that leads out of the storage is only named. */
async function entryStatus(
  root: StorageRoot,
  parts: readonly string[],
  path: string,
): Promise<FileStatusPayload | undefined> {
  const name = parts.at(-1) ?? "";
  try {
    const own = await lstat(path);
    return statusPayload(name, own.isSymbolicLink() ? await stat(existingPath(root, parts)) : own);
  } catch (error) {
    if (error instanceof StorageError) return { ...EMPTY_STATUS, path: name, type: "SYMLINK" };
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

const EMPTY_STATUS = { length: 0, modificationTime: 0, permission: "read" };

/** Where a folder is that is there. @throws StorageError 404, or 400 for a file */
export function existingFolder(root: StorageRoot, parts: readonly string[]): string {
  const path = existingPath(root, parts);
  if (statSync(path).isDirectory()) return path;
  throw new StorageError(400, `This is no folder: ${spell(root, parts)}.`, "ENOTDIR");
}

/** Makes a folder and those above it; one that is there already is no error. @throws StorageError 400 */
export async function makeFolder(root: StorageRoot, parts: readonly string[]): Promise<void> {
  if (parts.length === 0) return;
  const path = newPath(root, parts, true);
  await attempt(root, parts, async () => {
    try {
      await mkdir(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || !(await stat(path)).isDirectory()) throw error;
    }
  });
}

/**
 * Deletes a file, or a folder with all that is in it; links are deleted, never followed. What it answers yields what
 * was deleted, innermost first, and deletes as it is read.
 * @throws StorageError 404, or 400 for a folder that is not to be deleted with what is in it
 */
export async function remove(
  root: StorageRoot,
  parts: readonly string[],
  isRecursive: boolean,
): Promise<AsyncGenerator<RemovedPayload, void>> {
  if (parts.length === 0) throw new StorageError(400, "A project's own folder stays; delete what is in it.", "EPERM");
  const path = newPath(root, parts, false);
  const stats = await attempt(root, parts, () => lstat(path));
  if (!stats.isDirectory()) return removeFile(path, spell(root, parts));
  if (!isRecursive) throw new StorageError(400, `This is a folder: ${spell(root, parts)}.`, "EISDIR");
  return removeFolder(path, spell(root, parts));
}

async function* removeFile(path: string, name: string): AsyncGenerator<RemovedPayload, void> {
  await unlink(path);
  yield { path: name, is_dir: false };
}

async function* removeFolder(path: string, name: string): AsyncGenerator<RemovedPayload, void> {
  for await (const entry of await opendir(path)) {
    const [childPath, childName] = [join(path, entry.name), `${name}/${entry.name}`];
    yield* entry.isDirectory() ? removeFolder(childPath, childName) : removeFile(childPath, childName);
  }
  await rmdir(path);
  yield { path: name, is_dir: true };
}

/** Moves a file or folder; a file that is there already is replaced. @throws StorageError 404, 400 */
export async function move(
  root: StorageRoot,
  parts: readonly string[],
  targetRoot: StorageRoot,
  targetParts: readonly string[],
): Promise<void> {
  if (parts.length === 0) throw new StorageError(400, "A project's own folder stays where it is.", "EPERM");
  const source = newPath(root, parts, false);
  await attempt(root, parts, () => lstat(source));
  const target = newPath(targetRoot, targetParts, false);
  await attempt(targetRoot, targetParts, () => rename(source, target));
}

/** Does something with the file system, and explains its failure. */
async function attempt<T>(root: StorageRoot, parts: readonly string[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explain(error, root, parts);
  }
}

function statusPayload(path: string, stats: Stats): FileStatusPayload {
  const isFolder = stats.isDirectory();
  return {
    path,
    length: isFolder ? 0 : stats.size,
    modificationTime: Math.floor(stats.mtimeMs / 1000),
    permission: "write",
    type: isFolder ? "DIRECTORY" : stats.isFile() ? "FILE" : "UNKNOWN",
  };
}
