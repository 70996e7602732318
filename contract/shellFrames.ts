import * as z from "zod/mini";
import { decodeClientFrame, decodeServerFrame, encodeFrame, type ClientFrame, type ServerFrame } from "./frames.ts";
import { parse } from "./parse.ts";

/**
 * Frames of a shell that outlives its connection: an addition of Jobdeck's own platform, spoken by `exec` where the
 * sub-protocol `SUBPROTOCOL.shell` was agreed on (docs/terminals.md). All others are those of `frames.ts`.
 */
const SHELL_CHANNEL = { control: 5, hangUp: 6, ping: 7 } as const;

/** How a client was met, told first; `taken` comes last, when somebody else has connected to the same shell. */
export interface ShellNews {
  readonly state: "started" | "resumed" | "gone" | "taken";
  /** The first byte of output that follows, counted from the shell's start. */
  readonly offset: number;
  /** Output before this was there before the client connected. */
  readonly replayUntil: number;
  /** How many bytes of input have arrived since the shell's start. */
  readonly inputBytes: number;
}

/** What a server may say to who connects to a shell. */
export type ShellServerFrame =
  | ServerFrame
  | { readonly type: "news"; readonly news: ShellNews }
  | { readonly type: "pong" };

/** What a client may say to a shell. */
export type ShellClientFrame =
  | ClientFrame
  /** All output before the offset was taken in. */
  | { readonly type: "taken"; readonly offset: number }
  /** Ends the shell and what it has started. */
  | { readonly type: "hangUp" }
  | { readonly type: "ping" };

const offset = z.number().check(z.multipleOf(1), z.gte(0));
const newsPayload = z.pipe(
  z.object({
    state: z.enum(["started", "resumed", "gone", "taken"]),
    offset,
    replay_until: offset,
    input: offset,
  }),
  z.transform((wire): ShellNews => ({
    state: wire.state,
    offset: wire.offset,
    replayUntil: wire.replay_until,
    inputBytes: wire.input,
  })),
);
const takenPayload = z.object({ offset });

/** Encodes a frame of either side. */
export function encodeShellFrame(frame: ShellServerFrame | ShellClientFrame): Uint8Array<ArrayBuffer> {
  switch (frame.type) {
    case "news": {
      const { state, offset, replayUntil, inputBytes } = frame.news;
      return onChannel(SHELL_CHANNEL.control, { state, offset, replay_until: replayUntil, input: inputBytes });
    }
    case "taken":
      return onChannel(SHELL_CHANNEL.control, { offset: frame.offset });
    case "hangUp":
      return Uint8Array.of(SHELL_CHANNEL.hangUp);
    case "ping":
    case "pong":
      return Uint8Array.of(SHELL_CHANNEL.ping);
    default:
      return encodeFrame(frame);
  }
}

/** Reads a frame that a server sent. @throws ContractError for an unknown channel or bad news */
export function decodeShellServerFrame(frame: Uint8Array): ShellServerFrame {
  if (frame[0] === SHELL_CHANNEL.control) {
    return { type: "news", news: parse(newsPayload, fromJson(frame), "shell frame") };
  }
  return frame[0] === SHELL_CHANNEL.ping ? { type: "pong" } : decodeServerFrame(frame);
}

/** Reads a frame that a client sent. @throws ContractError for an unknown channel or what is no offset or size */
export function decodeShellClientFrame(frame: Uint8Array): ShellClientFrame {
  switch (frame[0]) {
    case SHELL_CHANNEL.control:
      return { type: "taken", ...parse(takenPayload, fromJson(frame), "shell frame") };
    case SHELL_CHANNEL.hangUp:
      return { type: "hangUp" };
    case SHELL_CHANNEL.ping:
      return { type: "ping" };
    default:
      return decodeClientFrame(frame);
  }
}

function onChannel(channel: number, payload: unknown): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(payload));
  const frame = new Uint8Array(json.length + 1);
  frame[0] = channel;
  frame.set(json, 1);
  return frame;
}

/** JSON of a frame; undefined when it is none, which every schema refuses by name. */
function fromJson(frame: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(frame.subarray(1))) as unknown;
  } catch {
    return undefined;
  }
}
