import { useState } from "react";
import type { FileStatus } from "../../../contract/storageFile.ts";
import type { StoragePath } from "../../api/resourceClients.ts";
import { useClient } from "../../components/ClientContext.ts";
import { saveFile } from "../../components/saveFile.ts";

export interface Download {
  /** The name of the file that is on its way. */
  readonly name: string | undefined;
  readonly error: string | undefined;
  readonly start: (file: FileStatus) => void;
}

/** Saves files of a folder, one at a time. */
export function useDownload(folder: StoragePath): Download {
  const client = useClient();
  const [name, setName] = useState<string>();
  const [error, setError] = useState<string>();

  async function load(file: FileStatus): Promise<void> {
    setError(undefined);
    setName(file.path);
    try {
      const response = await client.storage.open([...folder, file.path]);
      // The token travels in a header, so the browser cannot fetch it by itself; it keeps large ones on its disk.
      saveFile(await response.blob(), file.path);
    } catch (failure) {
      setError(`${file.path} could not be downloaded: ${(failure as Error).message}`);
    } finally {
      setName(undefined);
    }
  }

  return { name, error, start: (file) => void load(file) };
}
