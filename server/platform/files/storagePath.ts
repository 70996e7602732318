import { mkdirSync, realpathSync } from "node:fs";
import { join, sep } from "node:path";
import { HttpError } from "../../http/errors.ts";

/**
 * A refusal of the storage. `errno` is the system's name of what is wrong, which the public platform's SDK turns into
 * the exception of its language.
 */
export class StorageError extends HttpError {
  constructor(
    status: number,
    message: string,
    readonly errno?: string,
  ) {
    super(status, message);
  }
}

/** Where a project's files are in the file system. */
export interface StorageRoot {
  /** Without symbolic links. */
  readonly path: string;
  readonly projectName: string;
}

/** A project's folder, made on first use. */
export function openStorageRoot(storageDir: string, projectName: string): StorageRoot {
  const path = join(storageDir, projectName);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return { path: realpathSync(path), projectName };
}

/** Checks the parts of a path below a project. @throws StorageError 400 for one that leads elsewhere */
function checkParts(parts: readonly string[]): readonly string[] {
  for (const part of parts) {
    if (part === "." || part === "..") throw new StorageError(400, `A path must not have "${part}" in it.`, "EINVAL");
    if (/[/\\\0]/.test(part)) throw new StorageError(400, "A name must not have /, \\ or a NUL character.", "EINVAL");
    if (Buffer.byteLength(part) > 255) throw new StorageError(400, "A name has at most 255 bytes.", "ENAMETOOLONG");
  }
  return parts;
}

/**
 * Where the file or folder is that is there, with every symbolic link on the way followed.
 * @throws StorageError 404 when nothing is there, 400 when a link leads out of the project
 */
export function existingPath(root: StorageRoot, parts: readonly string[]): string {
  try {
    return inside(root, realpathSync(join(root.path, ...checkParts(parts))), parts);
  } catch (error) {
    throw explain(error, root, parts);
  }
}

/**
 * Where a file or folder is to be made: its folder is made when `makeParents`, and must be there otherwise.
 * @throws StorageError 400 when a link leads out of the project, or something on the way is no folder; 404
 */
export function newPath(root: StorageRoot, parts: readonly string[], makeParents: boolean): string {
  const name = checkParts(parts).at(-1);
  if (name === undefined) throw new StorageError(400, "A project's own folder is there already.", "EEXIST");
  let folder = root.path;
  try {
    for (const part of parts.slice(0, -1)) {
      const next = join(folder, part);
      // One part at a time: below a link that leads out nothing must be made.
      if (makeParents) makeFolder(next);
      folder = inside(root, realpathSync(next), parts);
    }
    return join(folder, name);
  } catch (error) {
    throw explain(error, root, parts);
  }
}

/** How a path is written for people: `/project/folder/file`. */
export function spell({ projectName }: StorageRoot, parts: readonly string[]): string {
  return `/${[projectName, ...parts].join("/")}`;
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

const REFUSALS: Readonly<Record<string, readonly [number, string]>> = {
  ENOENT: [404, "There is nothing at"],
  ENOTDIR: [400, "Something on the way is no folder:"],
  EEXIST: [400, "There is already something at"],
  EISDIR: [400, "This is a folder:"],
  ENOTEMPTY: [400, "The folder is not empty:"],
  ELOOP: [400, "A link on the way leads nowhere:"],
  EACCES: [403, "The server may not touch"],
  EPERM: [403, "The server may not touch"],
  ENAMETOOLONG: [400, "The path is too long:"],
  EINVAL: [400, "This cannot be done with"],
  ENOSPC: [507, "There is no room left for"],
};

/** An error of the file system in our words; anything else as it is. */
export function explain(error: unknown, root: StorageRoot, parts: readonly string[]): unknown {
  const { code = "" } = error as NodeJS.ErrnoException;
  const refusal = REFUSALS[code];
  if (refusal === undefined || error instanceof HttpError) return error;
  return new StorageError(refusal[0], `${refusal[1]} ${spell(root, parts)}.`, code);
}

function inside(root: StorageRoot, path: string, parts: readonly string[]): string {
  if (path === root.path || path.startsWith(root.path + sep)) return path;
  throw new StorageError(400, `A link leads out of the storage: ${spell(root, parts)}.`, "EPERM");
}
