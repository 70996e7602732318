import type { Job } from "../../../contract/job.ts";
import type { JobsClient } from "../../api/jobsClient.ts";
import { readArchive } from "./archive.ts";
import { openDownload } from "./downloadFile.ts";
import { untilSilent } from "./untilSilent.ts";

/** Pieces are handed over in this size. */
const PIECE_BYTES = 1024 * 1024;
const SILENCE_MS = 1000;

export interface DownloadOptions {
  /** How many lines there are at least. */
  readonly knownLines: number;
  /** Told of how many bytes have been saved. */
  readonly onBytes: (bytes: number) => void;
}

/**
 * Saves all that a job has written until now as a file, as it was written: neither cut nor coloured nor timed.
 * @throws ApiError when the log cannot be read to its end; then nothing is saved
 */
export async function downloadLog(
  client: JobsClient,
  job: Pick<Job, "id" | "name">,
  { knownLines, onBytes }: DownloadOptions,
): Promise<void> {
  // A running job's log does not end, but a line between its past and its presence can be asked for.
  const separator = `=== end of the log until now ${crypto.randomUUID()} ===`;
  const open = (signal: AbortSignal) => client.monitor(job.id, { separator, signal });
  const chunksUntilNow = untilSilent(open, { leastLines: knownLines, silenceMs: SILENCE_MS });
  const file = await openDownload(`${job.name ?? job.id}.log`);
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  let [pendingBytes, savedBytes] = [0, 0];
  const flush = async () => {
    await file.write(new Blob(chunks));
    savedBytes += pendingBytes;
    onBytes(savedBytes);
    chunks = [];
    pendingBytes = 0;
  };
  try {
    for await (const chunk of readArchive(chunksUntilNow, separator)) {
      chunks.push(chunk);
      pendingBytes += chunk.length;
      if (pendingBytes >= PIECE_BYTES) await flush();
    }
    await flush();
    await file.save();
  } catch (error) {
    await file.discard();
    throw error;
  }
}
