import * as z from "zod/mini";
import { parse } from "./parse.ts";
import { maybe } from "./scalars.ts";

/** Channels of attach and exec: the first byte of every binary frame (PROTOCOL.md, "Streams"). */
export const CHANNEL = { stdin: 0, stdout: 1, stderr: 2, exit: 3, resize: 4 } as const;

export interface WindowSize {
  /** Columns. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
}

/** The most columns or rows a terminal can have. */
export const MAX_WINDOW_SIDE = 65_535;
const side = z.number().check(z.multipleOf(1), z.gte(1), z.lte(MAX_WINDOW_SIDE));
const windowSize = z.object({ width: side, height: side });
const exitMessage = z.object({ exit_code: z.number(), message: maybe(z.string()) });

/** What a server may say. */
export type ServerFrame =
  | { readonly type: "output"; readonly stream: "stdout" | "stderr"; readonly data: Uint8Array }
  | { readonly type: "exit"; readonly exitCode: number; readonly message?: string };

/** What a client may say. */
export type ClientFrame =
  | { readonly type: "stdin"; readonly data: Uint8Array }
  | { readonly type: "resize"; readonly size: WindowSize };

/** Encodes a frame of either side. */
export function encodeFrame(frame: ServerFrame | ClientFrame): Uint8Array<ArrayBuffer> {
  switch (frame.type) {
    case "stdin":
      return onChannel(CHANNEL.stdin, frame.data);
    case "output":
      return onChannel(frame.stream === "stdout" ? CHANNEL.stdout : CHANNEL.stderr, frame.data);
    case "resize":
      return onChannel(CHANNEL.resize, toJson({ height: frame.size.height, width: frame.size.width }));
    case "exit":
      return onChannel(CHANNEL.exit, toJson({ exit_code: frame.exitCode, message: frame.message }));
  }
}

/** Reads a frame that a server sent. @throws ContractError for an unknown channel or a bad exit message */
export function decodeServerFrame(frame: Uint8Array): ServerFrame {
  const data = frame.subarray(1);
  switch (frame[0]) {
    case CHANNEL.stdout:
      return { type: "output", stream: "stdout", data };
    case CHANNEL.stderr:
      return { type: "output", stream: "stderr", data };
    case CHANNEL.exit: {
      const end = parse(exitMessage, fromJson(data), "exit frame");
      return { type: "exit", exitCode: end.exit_code, message: end.message };
    }
    default:
      return parse(z.never(), frame[0], "frame channel");
  }
}

/** Reads a frame that a client sent. @throws ContractError for an unknown channel or a bad window size */
export function decodeClientFrame(frame: Uint8Array): ClientFrame {
  const data = frame.subarray(1);
  switch (frame[0]) {
    case CHANNEL.stdin:
      return { type: "stdin", data };
    case CHANNEL.resize:
      return { type: "resize", size: parse(windowSize, fromJson(data), "resize frame") };
    default:
      return parse(z.never(), frame[0], "frame channel");
  }
}

function onChannel(channel: number, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(data.length + 1);
  frame[0] = channel;
  frame.set(data, 1);
  return frame;
}

function toJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

/** JSON of a frame; undefined when it is none, which every schema refuses by name. */
function fromJson(data: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(data)) as unknown;
  } catch {
    return undefined;
  }
}
