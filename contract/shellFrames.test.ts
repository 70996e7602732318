import { describe, expect, it } from "vitest";
import { ContractError } from "./parse.ts";
import {
  decodeShellClientFrame,
  decodeShellServerFrame,
  encodeShellFrame,
  type ShellClientFrame,
  type ShellServerFrame,
} from "./shellFrames.ts";

const data = Uint8Array.of(0, 27, 255);

describe("a shell's frames", () => {
  it.each<ShellServerFrame>([
    { type: "news", news: { state: "resumed", offset: 7, replayUntil: 9, inputBytes: 3 } },
    { type: "pong" },
    { type: "output", stream: "stdout", data },
    { type: "exit", exitCode: 127, message: undefined },
  ])("of the server are read back as they were: %j", (frame) => {
    expect(decodeShellServerFrame(encodeShellFrame(frame))).toEqual(frame);
  });

  it.each<ShellClientFrame>([
    { type: "taken", offset: 262_144 },
    { type: "hangUp" },
    { type: "ping" },
    { type: "stdin", data },
    { type: "resize", size: { width: 80, height: 24 } },
  ])("of the client are read back as they were: %j", (frame) => {
    expect(decodeShellClientFrame(encodeShellFrame(frame))).toEqual(frame);
  });

  it.each([[[9]], [[5]], [[5, 0x7b]], [[5, ...new TextEncoder().encode('{"offset":-1}')]]])("are not %j", (bytes) => {
    expect(() => decodeShellClientFrame(Uint8Array.from(bytes))).toThrow(ContractError);
    expect(() => decodeShellServerFrame(Uint8Array.from(bytes))).toThrow(ContractError);
  });
});
