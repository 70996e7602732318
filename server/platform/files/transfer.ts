import { randomUUID } from "node:crypto";
import { constants, createWriteStream } from "node:fs";
import { lstat, mkdir, open, rename, rm, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { existingPath, explain, newPath, spell, StorageError, type StorageRoot } from "./storagePath.ts";

/** Bytes of a file, both ends included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** A file that is open to be read. Whoever opened it reads it or closes it. */
export interface OpenFile {
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
  /** The bytes, or those of a range; the file is closed when they are read or the stream is destroyed. */
  read(range?: ByteRange): Readable;
  close(): Promise<void>;
}

/** @throws StorageError 404, 400 for what is no file */
export async function openFile(root: StorageRoot, parts: readonly string[]): Promise<OpenFile> {
  const path = existingPath(root, parts);
  // Opening must neither follow a link that came in the meantime nor wait for the other end of a pipe.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await opened(root, parts, () => open(path, flags));
  const stats = await handle.stat();
  if (!stats.isFile()) {
    await handle.close();
    throw noFile(root, parts, stats.isDirectory());
  }
  return {
    sizeBytes: stats.size,
    modifiedAtMs: stats.mtimeMs,
    read: (range) => handle.createReadStream(range && { start: range.first, end: range.last }),
    close: () => handle.close(),
  };
}

/**
 * Writes a whole file, however large, and the folders above it. It appears, or replaces the one that was there, only
 * when all of it has arrived.
 * @throws StorageError 400 when it is a folder, or the upload broke off; 507
 */
export async function writeFile(
  root: StorageRoot,
  parts: readonly string[],
  uploadsDir: string,
  content: Readable,
): Promise<void> {
  const path = newPath(root, parts, true);
  const before = await lstat(path).catch(() => undefined);
  if (before?.isDirectory()) throw noFile(root, parts, true);
  await mkdir(uploadsDir, { recursive: true, mode: 0o700 });
  const temporaryPath = join(uploadsDir, randomUUID());
  try {
    await pipeline(chunksOf(content), createWriteStream(temporaryPath, { flags: "wx" }));
    await rename(temporaryPath, path);
  } catch (error) {
    await rm(temporaryPath, { force: true });
    throw refusalOf(error, root, parts);
  }
}

/**
 * Writes a part of a file that is there; it grows when the part reaches beyond its end.
 * @throws StorageError 404, 400 when it is no file or the content has another length than the range
 */
export async function writePart(
  root: StorageRoot,
  parts: readonly string[],
  range: ByteRange,
  content: Readable,
): Promise<void> {
  const path = existingPath(root, parts);
  const flags = constants.O_WRONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await opened(root, parts, () => open(path, flags));
  try {
    if (!(await handle.stat()).isFile()) throw noFile(root, parts, false);
    await writeAt(handle, range, chunksOf(content));
  } catch (error) {
    throw refusalOf(error, root, parts);
  } finally {
    await handle.close();
  }
}

/** Writes exactly the bytes of the range. */
async function writeAt(handle: FileHandle, range: ByteRange, chunks: AsyncIterable<Buffer>): Promise<void> {
  const end = range.last + 1;
  const wrong = () => new StorageError(400, "Content-Range names another length than the content has.", "EINVAL");
  let position = range.first;
  for await (const chunk of chunks) {
    if (position + chunk.length > end) throw wrong();
    for (let written = 0; written < chunk.length;) {
      const { bytesWritten } = await handle.write(chunk, written, chunk.length - written, position);
      written += bytesWritten;
      position += bytesWritten;
    }
  }
  if (position !== end) throw wrong();
}

async function opened(
  root: StorageRoot,
  parts: readonly string[],
  work: () => Promise<FileHandle>,
): Promise<FileHandle> {
  try {
    return await work();
  } catch (error) {
    throw explain(error, root, parts);
  }
}

function noFile(root: StorageRoot, parts: readonly string[], isFolder: boolean): StorageError {
  const what = isFolder ? "This is a folder" : "This is no file";
  return new StorageError(400, `${what}: ${spell(root, parts)}.`, isFolder ? "EISDIR" : "EINVAL");
}

/** What is sent, left whole when it is not read to its end: the connection is still needed for the refusal. */
function chunksOf(content: Readable): AsyncIterable<Buffer> {
  return content.iterator({ destroyOnReturn: false });
}

const BROKEN_OFF: ReadonlySet<string> = new Set(["ECONNRESET", "ERR_STREAM_PREMATURE_CLOSE"]);

function refusalOf(error: unknown, root: StorageRoot, parts: readonly string[]): unknown {
  if (!BROKEN_OFF.has((error as NodeJS.ErrnoException).code ?? "")) return explain(error, root, parts);
  return new StorageError(400, `The upload of ${spell(root, parts)} broke off; send it again.`);
}
