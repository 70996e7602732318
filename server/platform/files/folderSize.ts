import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

/** The bytes of all files below a folder; links are not followed, and what vanishes meanwhile counts nothing. */
export async function folderSizeBytes(path: string): Promise<number> {
  let sizeBytes = 0;
  for (const entry of await entriesOf(path)) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) sizeBytes += await folderSizeBytes(child);
    else if (entry.isFile()) sizeBytes += await fileSizeBytes(child);
  }
  return sizeBytes;
}

async function entriesOf(path: string) {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (isUnreadable(error)) return [];
    throw error;
  }
}

async function fileSizeBytes(path: string): Promise<number> {
  try {
    return (await lstat(path)).size;
  } catch (error) {
    if (isUnreadable(error)) return 0;
    throw error;
  }
}

function isUnreadable(error: unknown): boolean {
  return ["ENOENT", "EACCES", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");
}
