import { formatBytes } from "../../../contract/sizes.ts";

/** Feeds output to a screen at the screen's own pace. */
export interface OutputPump {
  push(this: void, data: Uint8Array): void;
}

/** What a screen draws in well under a second. */
const MAX_PENDING_BYTES = 1024 * 1024;
/** Ends a sequence that was cut in two and takes back its colours. */
const SANITY = "\u0018\u001b[0m";

/**
 * A browser cannot slow down a WebSocket. So that a flood fills no memory and Ctrl+C is seen at once, output that waits
 * too long is skipped, oldest first, and a line says so.
 * @param write resolves when the screen has taken the output in
 */
export function createOutputPump(
  write: (data: Uint8Array | string) => Promise<void>,
  maxPendingBytes = MAX_PENDING_BYTES,
): OutputPump {
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let skippedBytes = 0;
  let isPumping = false;

  async function pump(): Promise<void> {
    isPumping = true;
    while (pendingBytes > 0 || skippedBytes > 0) {
      const skipped = skippedBytes;
      const batch = pending;
      skippedBytes = 0;
      pending = [];
      pendingBytes = 0;
      if (skipped > 0) await write(`${SANITY}\r\n[${formatBytes(skipped)} of output skipped]\r\n`);
      await Promise.all(batch.map(write));
    }
    isPumping = false;
  }

  return {
    push(data) {
      pending.push(data);
      pendingBytes += data.length;
      while (pendingBytes > maxPendingBytes && pending.length > 1) {
        const oldest = pending.shift()?.length ?? 0;
        pendingBytes -= oldest;
        skippedBytes += oldest;
      }
      if (!isPumping) void pump();
    },
  };
}
