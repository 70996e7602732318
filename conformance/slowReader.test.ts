import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { call, sh, startRunning, target } from "./testing/api.ts";
import { residentBytes } from "./testing/processState.ts";
import type { TestSocket } from "./testing/testSocket.ts";
import { execPath, open, PROTOCOL, stdin } from "./testing/socket.ts";

const MEBIBYTE = 1024 * 1024;
const LINES = 200_000;
const LINE_BYTES = 1_000;
const SILENCE_MS = 10_000;
/** Each line has its number, so that none can be lost, doubled or moved unseen. */
const PRINT = `awk "BEGIN { for (i = 1; i <= ${LINES}; i++) printf \\"%0${LINE_BYTES - 1}d\\\\n\\", i }"`;

/** The digest of what {@link PRINT} prints. */
function expectedDigest(): string {
  const hash = createHash("sha256");
  const line = Buffer.alloc(LINE_BYTES, "0");
  line.write("\n", LINE_BYTES - 1);
  for (let number = 1; number <= LINES; number += 1) {
    const digits = String(number);
    line.write(digits, LINE_BYTES - 1 - digits.length);
    hash.update(line);
  }
  return hash.digest("hex");
}

/** Reads a socket to its end and keeps nothing but a digest; frames on another channel than output are kept. */
function digestOf({ socket, frames, closed }: TestSocket, hasChannels: boolean) {
  const hash = createHash("sha256");
  const others: Buffer[] = [];
  let received = 0;
  const take = (frame: Buffer) => {
    if (hasChannels && frame[0] !== 1) {
      others.push(frame);
      return;
    }
    const data = hasChannels ? frame.subarray(1) : frame;
    hash.update(data);
    received += data.length;
  };
  for (const frame of frames.splice(0)) take(frame);
  socket.on("message", (data) => {
    take(data as Buffer);
    frames.length = 0;
  });
  socket.resume();
  return closed.then(({ code }) => ({ code, received, digest: hash.digest("hex"), others: others.map(String) }));
}

/** The most memory that the server held during a time, beyond what it held before; 0 where it cannot be seen. */
async function growth(beforeBytes: number, overMs: number): Promise<number> {
  let mostBytes = beforeBytes;
  for (const endMs = performance.now() + overMs; performance.now() < endMs; await delay(100)) {
    mostBytes = Math.max(mostBytes, heldBytes());
  }
  return mostBytes - beforeBytes;
}

const isSeen = target.pid !== undefined && existsSync(`/proc/${target.pid}/status`);
const heldBytes = () => (isSeen ? residentBytes(target.pid ?? 0) : 0);

describe("a client that reads nothing while 200 MB are printed", () => {
  let expected: string;
  let beforeBytes: number;
  beforeAll(async () => {
    expected = expectedDigest();
    // What the server needs for any log, attach and exec at all is not what is measured.
    const id = await startRunning("sleep 1000");
    const warm = open(execPath(id, sh(PRINT.replace(String(LINES), "5000")), "stdout=1"), PROTOCOL.channels);
    await warm.closed;
    beforeBytes = heldBytes();
  });

  const flood = async (kind: "log_ws" | "attach" | "exec") => {
    if (kind === "exec") {
      const id = await startRunning("sleep 1000");
      return { id, socket: open(execPath(id, sh(PRINT), "stdout=1"), PROTOCOL.channels) };
    }
    const id = await startRunning(`read go; ${PRINT}`);
    const path = kind === "log_ws" ? `${id}/log_ws?separator=` : `${id}/attach?stdout=1`;
    const socket = open(path, kind === "log_ws" ? PROTOCOL.logs : PROTOCOL.channels);
    await socket.opened;
    const starter = open(`${id}/attach?stdin=1`, PROTOCOL.channels);
    await starter.opened;
    socket.socket.pause();
    starter.socket.send(stdin("go\n"));
    return { id, socket };
  };

  it("costs no memory, and then gets every byte of log, attach and exec", async () => {
    const floods = await Promise.all((["log_ws", "attach", "exec"] as const).map(flood));
    for (const { socket } of floods) {
      await socket.opened;
      socket.socket.pause();
    }
    expect(await growth(beforeBytes, SILENCE_MS)).toBeLessThan(64 * MEBIBYTE);
    const whole = { received: LINES * LINE_BYTES, digest: expected, code: 1000 };
    const end = [`\x03${JSON.stringify({ exit_code: 0 })}`];
    const [log, attach, exec] = await Promise.all(floods.map(({ socket }, index) => digestOf(socket, index > 0)));
    // A log that the engine does not keep whole ends all the same, and costs no memory either. From such a log alone
    // comes what an attach loses as its container ends: where it has just been begun anew nobody knows the last words.
    const isKept = target.unsupported.long_logs === undefined;
    expect(log).toEqual(isKept ? { ...whole, others: [] } : expect.objectContaining({ code: 1000 }));
    expect(attach).toEqual(isKept ? { ...whole, others: end } : expect.objectContaining({ code: 1000, others: end }));
    expect(exec).toEqual({ ...whole, others: end });
    await Promise.all(floods.map(({ id }) => call("DELETE", `/jobs/${id}`)));
  }, 80_000);
});
