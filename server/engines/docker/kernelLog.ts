import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";

const KERNEL_LOG = "/dev/kmsg";
/** The longest record that the kernel gives. */
const RECORD_BYTES = 8192;

/**
 * Whether the kernel says that it killed a process of this container because the container's memory was used up. Not every
 * engine tells (Podman with separate control groups does not). False where the kernel's log cannot be read: it may not be
 * without rights, and is that of another machine where the engine is.
 */
export async function ranOutOfMemory(container: string): Promise<boolean> {
  let log: FileHandle;
  try {
    log = await open(KERNEL_LOG, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    // Without rights to it nothing is known.
    return false;
  }
  try {
    for await (const record of records(log)) {
      if (record.includes("oom-kill:constraint=CONSTRAINT_MEMCG") && record.includes(container)) return true;
    }
    return false;
  } finally {
    await log.close();
  }
}

/** All that the kernel remembers, one record a read. */
async function* records(log: FileHandle): AsyncGenerator<string, void> {
  const buffer = Buffer.alloc(RECORD_BYTES);
  for (;;) {
    try {
      const { bytesRead } = await log.read(buffer, 0, RECORD_BYTES, null);
      if (bytesRead === 0) return;
      yield buffer.toString("latin1", 0, bytesRead);
    } catch (error) {
      // The oldest records were overwritten meanwhile: the next read goes on after them.
      if ((error as NodeJS.ErrnoException).code === "EPIPE") continue;
      // Nothing more is there now.
      if ((error as NodeJS.ErrnoException).code === "EAGAIN") return;
      throw error;
    }
  }
}
