import type { RunEnd } from "../../engine.ts";
import type { ClientMessage } from "../shimProtocol.ts";

/** What a connection does with what arrives on it, once its first message has said what it is for. */
export interface Role {
  onMessage(message: ClientMessage): void;
  onInput?(data: Buffer): void;
  onClose?(): void;
  /** Says its last words and closes the connection, at once or soon. */
  onRunEnd(end: RunEnd): void;
}
