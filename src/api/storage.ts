import { fileStatusAnswer, fileStatusList, storageUsage } from "../../contract/storageFile.ts";
import type { Http } from "./http.ts";
import type { StorageClient, StoragePath, UploadOptions } from "./resourceClients.ts";

/** What is sent at once: progress is told after each. */
const PART_BYTES = 4 * 1024 * 1024;

/** The calls of `API/storage`. */
export function storageClient(http: Http): StorageClient {
  return {
    async list(path, { signal } = {}) {
      const answer = await http.read(
        { path: address(path), query: op("LISTSTATUS"), signal },
        fileStatusList,
        "folder",
      );
      return answer.FileStatuses.FileStatus;
    },
    async stat(path, { signal } = {}) {
      const answer = await http.read(
        { path: address(path), query: op("GETFILESTATUS"), signal },
        fileStatusAnswer,
        "file",
      );
      return answer.FileStatus;
    },
    makeFolder: (path, { signal } = {}) =>
      http.send({ method: "PUT", path: address(path), query: op("MKDIRS"), signal }),
    upload: (path, content, options = {}) => upload(http, path, content, options),
    open: (path, { signal } = {}) => http.open({ path: address(path), query: op("OPEN"), accept: "*/*", signal }),
    remove: (path, { signal } = {}) =>
      http.send({ method: "DELETE", path: address(path), query: op("DELETE"), signal }),
    move: (from, to, { signal } = {}) => move(http, from, to, signal),
    usage: ({ signal } = {}) =>
      http.read({ path: "/storage", query: op("GETDISKUSAGE"), signal }, storageUsage, "usage"),
  };
}

/**
 * Sends a file in parts, because `fetch` tells nothing of its progress. A file of more than one part is written under
 * another name until it is whole.
 */
async function upload(
  http: Http,
  path: StoragePath,
  content: Blob,
  { signal, onProgress }: UploadOptions,
): Promise<void> {
  const isLarge = content.size > PART_BYTES;
  const target = isLarge ? address(path, `.${crypto.randomUUID()}.part`) : address(path);
  const first = content.slice(0, PART_BYTES);
  try {
    await http.send({ method: "PUT", path: target, query: op("CREATE"), content: first, signal });
    onProgress?.(first.size);
    for (let offset = first.size; offset < content.size; offset += PART_BYTES) {
      const part = content.slice(offset, offset + PART_BYTES);
      const contentRange = `bytes ${offset}-${offset + part.size - 1}/*`;
      await http.send({ method: "PATCH", path: target, query: op("WRITE"), content: part, contentRange, signal });
      onProgress?.(offset + part.size);
    }
    if (isLarge) await http.send({ method: "POST", path: target, query: renameTo(path), signal });
  } catch (error) {
    // The failure above is the one to tell of; what is left over is hidden and does no harm.
    if (isLarge) await http.send({ method: "DELETE", path: target, query: op("DELETE") }).catch(() => undefined);
    throw error;
  }
}

function move(http: Http, from: StoragePath, to: StoragePath, signal: AbortSignal | undefined): Promise<void> {
  return http.send({ method: "POST", path: address(from), query: renameTo(to), signal });
}

function renameTo(path: StoragePath): URLSearchParams {
  return new URLSearchParams({ op: "RENAME", destination: `/${path.join("/")}` });
}

function op(name: string): URLSearchParams {
  return new URLSearchParams({ op: name });
}

function address(path: StoragePath, suffix = ""): string {
  const names = path.map((name, index) => encodeURIComponent(index === path.length - 1 ? name + suffix : name));
  return `/storage/${names.join("/")}`;
}
