import { createChunkStore, type ChunkStore } from "../chunkStore.ts";

const encoder = new TextEncoder();

/** A store of lines, a second apart from the epoch on. */
export function storeOf(lines: readonly (string | Uint8Array)[], capBytes = Infinity, firstMs = 0): ChunkStore {
  const store = createChunkStore(capBytes);
  lines.forEach((line, index) => appendLine(store, line, firstMs + index * 1000));
  return store;
}

export function appendLine(store: ChunkStore, line: string | Uint8Array, timestampMs: number): void {
  const bytes = typeof line === "string" ? encoder.encode(line) : line;
  store.append(bytes, 0, bytes.length, timestampMs);
}
