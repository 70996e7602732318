import type { ClientMessage, ShimMessage } from "../shimProtocol.ts";
import type { Child } from "./child.ts";

/**
 * Hands input, its end and window sizes to a process. What the process has taken is acknowledged, and the sender waits
 * for that: so the connection itself is always read, and its loss always noticed, even when the process reads nothing.
 */
export function forwardInput(child: Child, reply: (message: ShimMessage) => void) {
  let hasExited = false;
  // Writing to a terminal whose program has gone would close it, and with it lose output that nobody has read yet.
  void child.exited.then(() => (hasExited = true));
  return {
    onMessage(message: ClientMessage) {
      if (message.type === "resize") child.resize(message.size);
      if (message.type === "endInput") child.endInput();
    },
    onInput(data: Buffer) {
      const { input } = child;
      if (hasExited || !input?.writable) return reply({ type: "inputClosed" });
      const bytes = data.length;
      // The frame's buffer is used again, the stream keeps what it is given.
      input.write(Buffer.from(data), (error) => reply(error ? { type: "inputClosed" } : { type: "taken", bytes }));
    },
  };
}
