import { create } from "zustand";
import type { JobsClient } from "../api/jobsClient.ts";
import type { StoragePath } from "../api/resourceClients.ts";

/** A file on its way to the storage; it goes on while the user looks at other pages. */
export interface Upload {
  readonly id: string;
  readonly path: StoragePath;
  readonly name: string;
  readonly sizeBytes: number;
  readonly sentBytes: number;
  /** Why it failed; undefined while it goes on. */
  readonly problem?: string;
  readonly cancel: () => void;
}

export const useUploads = create<{ readonly uploads: readonly Upload[] }>()(() => ({ uploads: [] }));

/** Sends files into a folder, one after the other. @param onArrived told after each that has arrived */
export async function uploadFiles(
  client: JobsClient,
  folder: StoragePath,
  files: readonly File[],
  onArrived: () => void,
): Promise<void> {
  const queued = files.map((file) => ({ file, stopping: new AbortController(), id: crypto.randomUUID() }));
  const added = queued.map(({ file, stopping, id }): Upload => {
    const cancel = () => {
      stopping.abort();
      forgetUpload(id);
    };
    return { id, path: folder, name: file.name, sizeBytes: file.size, sentBytes: 0, cancel };
  });
  useUploads.setState(({ uploads }) => ({ uploads: [...uploads, ...added] }));
  for (const { file, stopping, id } of queued) {
    const { signal } = stopping;
    if (signal.aborted) continue;
    try {
      const onProgress = (sentBytes: number) => change(id, { sentBytes });
      await client.storage.upload([...folder, file.name], file, { signal, onProgress });
      forgetUpload(id);
      onArrived();
    } catch (error) {
      if (!signal.aborted) change(id, { problem: (error as Error).message });
    }
  }
}

/** Takes a failed upload off the list. */
export function forgetUpload(id: string): void {
  useUploads.setState(({ uploads }) => ({ uploads: uploads.filter((upload) => upload.id !== id) }));
}

function change(id: string, fields: Partial<Upload>): void {
  useUploads.setState(({ uploads }) => ({
    uploads: uploads.map((upload) => (upload.id === id ? { ...upload, ...fields } : upload)),
  }));
}
