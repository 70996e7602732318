import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SecretFile } from "../engine.ts";

/**
 * Files with secrets on this machine, one folder a run, which only the server's own user can enter; containers see single
 * files of them. An image that is saved has none, as it would if they were copied into the container.
 */
export interface SecretFiles {
  /** Writes a run's files. @returns their paths, in the same order */
  write(runId: string, files: readonly SecretFile[]): Promise<readonly string[]>;
  /** Deletes them; it is no error when there are none. */
  remove(runId: string): Promise<void>;
}

export function createSecretFiles(folder: string): SecretFiles {
  return {
    async write(runId, files) {
      if (files.length === 0) return [];
      const path = join(folder, runId);
      await mkdir(path, { recursive: true, mode: 0o700 });
      return Promise.all(
        files.map(async ({ content }, index) => {
          const file = join(path, String(index));
          // The job's user may be any; what keeps others out is the folder.
          await writeFile(file, content, { mode: 0o444 });
          return file;
        }),
      );
    },
    remove: (runId) => rm(join(folder, runId), { recursive: true, force: true }),
  };
}
