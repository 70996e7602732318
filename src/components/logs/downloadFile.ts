import { saveFile } from "../saveFile.ts";

/** A file that grows on disk and is then handed to the user. */
export interface DownloadFile {
  write(piece: Blob): Promise<void>;
  /** Hands it over under its name. */
  save(): Promise<void>;
  /** Forgets what was written. */
  discard(): Promise<void>;
}

/** By then every browser has taken hold of what it was handed. */
const FORGET_MS = 60_000;
const FOLDER = "downloads";

/** Opens a file in the browser's own storage, which is on disk; where there is none, the browser's memory has to do. */
export async function openDownload(fileName: string): Promise<DownloadFile> {
  // Undefined where a page is not trusted with it: over plain HTTP from another machine.
  const storage = navigator.storage as StorageManager | undefined;
  if (!storage || !("getDirectory" in storage)) return blobFile(fileName);
  try {
    return await storedFile(storage, fileName);
  } catch (error) {
    // Private windows refuse it, and so does a full disk.
    if (error instanceof DOMException) return blobFile(fileName);
    throw error;
  }
}

async function storedFile(storage: StorageManager, fileName: string): Promise<DownloadFile> {
  const root = await storage.getDirectory();
  const folder = await root.getDirectoryHandle(FOLDER, { create: true });
  const name = crypto.randomUUID();
  const handle = await folder.getFileHandle(name, { create: true });
  const writable = await handle.createWritable();
  const remove = () => folder.removeEntry(name);
  return {
    write: (piece) => writable.write(piece),
    async save() {
      await writable.close();
      saveFile(await handle.getFile(), fileName);
      setTimeout(() => void remove().catch(() => undefined), FORGET_MS);
    },
    async discard() {
      await writable.abort();
      await remove();
    },
  };
}

function blobFile(fileName: string): DownloadFile {
  const pieces: Blob[] = [];
  return {
    write: (piece) => {
      pieces.push(piece);
      return Promise.resolve();
    },
    save: () => {
      saveFile(new Blob(pieces, { type: "text/plain" }), fileName);
      return Promise.resolve();
    },
    discard: () => Promise.resolve(),
  };
}
