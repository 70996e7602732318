import { plainTextOf } from "../ansi.ts";
import { decodeLogLine, MAX_LINE_BYTES } from "../logText.ts";
import { LINE_FLAGS, lineBytesAt, type LogChunk } from "./chunkStore.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The whole text of a line as it is seen: without escape sequences, a progress bar in its last state. */
export function seenTextOf(bytes: Uint8Array, hasControls: boolean): string {
  if (!hasControls) return decoder.decode(bytes);
  const isRewritten = bytes.length > MAX_LINE_BYTES && bytes.lastIndexOf(13, bytes.length - 2) !== -1;
  return plainTextOf(isRewritten ? decodeLogLine(bytes).text : decoder.decode(bytes));
}

/** {@link seenTextOf} for a line of a chunk. */
function seenTextAt(chunk: LogChunk, index: number): string {
  return seenTextOf(lineBytesAt(chunk, index), ((chunk.flags[index] ?? 0) & LINE_FLAGS.controls) !== 0);
}

/** The seen texts of a chunk's lines `[from, to)`, which are decoded together: a tenth of what each alone would cost. */
export function seenTextsOf(chunk: LogChunk, from: number, to: number): string[] {
  const endByte = to < chunk.count ? (chunk.starts[to] ?? 0) : chunk.length;
  const texts = decoder.decode(chunk.bytes.subarray(chunk.starts[from], endByte)).split("\n");
  texts.pop();
  for (let index = from; index < to; index += 1) {
    if ((chunk.flags[index] ?? 0) & LINE_FLAGS.controls) texts[index - from] = seenTextAt(chunk, index);
  }
  return texts;
}
