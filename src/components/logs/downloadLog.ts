import type { Job } from "../../../contract/job.ts";
import type { JobsClient } from "../../api/jobsClient.ts";
import { saveFile } from "../saveFile.ts";
import { readArchive } from "./archive.ts";
import { untilSilent } from "./untilSilent.ts";

/** Pieces are handed over to the browser in this size: it may put them on disk. */
const PIECE_BYTES = 8 * 1024 * 1024;
const SILENCE_MS = 1000;

/**
 * Saves all that a job has written until now as a file, as it was written: neither cut nor coloured nor timed.
 * @param knownLines how many lines there are at least
 * @throws ApiError when the log cannot be read to its end; then nothing is saved
 */
export async function downloadLog(
  client: JobsClient,
  job: Pick<Job, "id" | "name">,
  knownLines: number,
): Promise<void> {
  // A running job's log does not end, but a line between its past and its presence can be asked for.
  const separator = `=== end of the log until now ${crypto.randomUUID()} ===`;
  const open = (signal: AbortSignal) => client.monitor(job.id, { separator, signal });
  const chunksUntilNow = untilSilent(open, { leastLines: knownLines, silenceMs: SILENCE_MS });
  const pieces: Blob[] = [];
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  let sizeBytes = 0;
  for await (const chunk of readArchive(chunksUntilNow, separator)) {
    chunks.push(chunk);
    sizeBytes += chunk.length;
    if (sizeBytes < PIECE_BYTES) continue;
    pieces.push(new Blob(chunks));
    chunks = [];
    sizeBytes = 0;
  }
  saveFile(new Blob([...pieces, ...chunks], { type: "text/plain" }), `${job.name ?? job.id}.log`);
}
