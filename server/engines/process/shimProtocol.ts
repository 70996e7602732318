import type { RunEnd, WindowSize } from "../engine.ts";
import type { CpuGroup } from "./cpuGroups.ts";

/** What a supervisor is told, as JSON over its standard input: never over its arguments, for others could read those. */
export interface ShimSpec {
  readonly runId: string;
  /** Words: the program and its arguments. */
  readonly command: readonly string[];
  readonly cwd: string;
  /** The whole environment of the run. */
  readonly env: Readonly<Record<string, string>>;
  readonly tty: boolean;
  readonly socketPath: string;
  /** What the run may use of this machine. */
  readonly memoryBytes: number;
  /** Undefined where nothing holds it to its processors. */
  readonly cpuGroup?: CpuGroup | undefined;
}

/** The one line a supervisor answers on its standard output once the run is there, or could not be. */
export type ShimReady = { readonly ready: true } | { readonly ready: false; readonly message: string };

export interface ExecRequest {
  readonly command: readonly string[];
  readonly tty: boolean;
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly size?: WindowSize | undefined;
  /** Whether the client tells how much output it has taken: then one piece is on its way at a time. */
  readonly tellsTaken?: boolean;
}

/**
 * To the supervisor. The first message of a connection says what it is for: `control` (signals, stop, the end), `follow`
 * (how far the log has grown), `attach` (the run's own input) or `exec` (a further process, which ends with it).
 */
export type ClientMessage =
  | { readonly type: "control" }
  | { readonly type: "follow" }
  | { readonly type: "attach" }
  | ({ readonly type: "exec" } & ExecRequest)
  | { readonly type: "signal"; readonly id: number; readonly name: NodeJS.Signals }
  | { readonly type: "suspend"; readonly id: number }
  | { readonly type: "resume"; readonly id: number }
  | { readonly type: "stop"; readonly graceMs: number; readonly cause?: StopCause | undefined }
  | { readonly type: "resize"; readonly size: WindowSize }
  | { readonly type: "endInput" }
  /** That many bytes of output have reached their reader; a supervisor of an earlier release overhears it. */
  | { readonly type: "outputTaken"; readonly bytes: number };

/** Why a run is ended, where that is neither a request nor the run's own doing. */
export type StopCause = Required<Pick<RunEnd, "reason" | "message">>;

/** `failed`: some process could not be halted in time, so that all go on. */
export type HaltOutcome = "done" | "ended" | "failed";

/** From the supervisor. */
export type ShimMessage =
  | { readonly type: "state"; readonly startedAtMs: number; readonly logBytes: number }
  | { readonly type: "log"; readonly logBytes: number }
  | { readonly type: "signalled"; readonly id: number; readonly sent: boolean }
  /** The answer to `suspend` and `resume`. */
  | { readonly type: "answered"; readonly id: number; readonly outcome: HaltOutcome }
  | { readonly type: "end"; readonly end: RunEnd; readonly logBytes: number }
  /** The process asked for is there; its pid where it was started for this connection. */
  | { readonly type: "started"; readonly pid?: number }
  | { readonly type: "refused"; readonly message: string }
  /** That many bytes of input have reached the process. */
  | { readonly type: "taken"; readonly bytes: number }
  /** The process takes no more input. */
  | { readonly type: "inputClosed" }
  | { readonly type: "exit"; readonly exitCode: number };

/** The kinds of frames: 4 bytes of length, big endian, then this byte, then the payload. */
export const FRAME = { message: 0, stdin: 1, stdout: 2, stderr: 3 } as const;
export type FrameType = (typeof FRAME)[keyof typeof FRAME];

/** How much input may be on its way before the sender waits, in bytes. */
export const INPUT_WINDOW_BYTES = 256 * 1024;
const HEADER_BYTES = 5;
const FRAME_TYPES: ReadonlySet<number> = new Set(Object.values(FRAME));

/** Wraps a payload into one frame. */
export function encodeFrame(type: FrameType, payload: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(HEADER_BYTES + payload.length);
  frame.writeUInt32BE(payload.length, 0);
  frame[4] = type;
  frame.set(payload, HEADER_BYTES);
  return frame;
}

/** Wraps a message into one frame. */
export function encodeMessage(message: ClientMessage | ShimMessage): Buffer {
  return encodeFrame(FRAME.message, Buffer.from(JSON.stringify(message)));
}

/**
 * Cuts a byte stream into frames, however it was chunked. A payload is a view of what arrived, not a copy.
 * @throws Error when the bytes are no frames
 */
export function createFrameDecoder(onFrame: (type: FrameType, payload: Buffer) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (bytes.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + bytes.readUInt32BE(0);
      if (bytes.length < end) break;
      const type = bytes[4] ?? -1;
      if (!FRAME_TYPES.has(type)) throw new Error(`A frame of the unknown type ${type} arrived.`);
      onFrame(type as FrameType, bytes.subarray(HEADER_BYTES, end));
      bytes = bytes.subarray(end);
    }
    rest = bytes;
  };
}
