import type { OutputChunk } from "../outputQueue.ts";

const HEADER_BYTES = 8;
const STDERR = 2;

/**
 * Takes apart what the engine sends of a container without a terminal: frames of 8 bytes (stream, three zeros, length)
 * and content, cut anywhere. Content is handed on as it comes, without waiting for its frame's end.
 */
export function createDemultiplexer(): (chunk: Buffer) => OutputChunk[] {
  const header = Buffer.alloc(HEADER_BYTES);
  let headerBytes = 0;
  let stream: OutputChunk["stream"] = "stdout";
  let leftBytes = 0;

  return (chunk) => {
    const output: OutputChunk[] = [];
    let at = 0;
    while (at < chunk.length) {
      if (leftBytes > 0) {
        const data = chunk.subarray(at, at + leftBytes);
        output.push({ stream, data });
        leftBytes -= data.length;
        at += data.length;
        continue;
      }
      while (headerBytes < HEADER_BYTES && at < chunk.length) header[headerBytes++] = chunk[at++] as number;
      if (headerBytes < HEADER_BYTES) break;
      headerBytes = 0;
      stream = header[0] === STDERR ? "stderr" : "stdout";
      leftBytes = header.readUInt32BE(4);
    }
    return output;
  };
}
