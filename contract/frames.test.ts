import { describe, expect, it } from "vitest";
import { decodeClientFrame, decodeServerFrame, encodeFrame } from "./frames.ts";
import { ContractError } from "./parse.ts";

const bytes = (...values: number[]) => new Uint8Array(values);
const text = (value: string) => new TextEncoder().encode(value);

describe("frames to the server", () => {
  it("carry stdin on channel 0", () => {
    expect(encodeFrame({ type: "stdin", data: bytes(104, 0, 255) })).toEqual(bytes(0, 104, 0, 255));
    expect(decodeClientFrame(bytes(0, 104))).toEqual({ type: "stdin", data: bytes(104) });
  });

  it("carry the window's size on channel 4", () => {
    const frame = encodeFrame({ type: "resize", size: { width: 120, height: 40 } });
    expect(frame[0]).toBe(4);
    expect(JSON.parse(new TextDecoder().decode(frame.subarray(1)))).toEqual({ height: 40, width: 120 });
    expect(decodeClientFrame(frame)).toEqual({ type: "resize", size: { width: 120, height: 40 } });
  });

  it.each([
    ["a window of no width", bytes(4, ...text('{"width":0,"height":5}')), "width"],
    ["a window of half a row", bytes(4, ...text('{"width":10,"height":1.5}')), "height"],
    ["a size that is no JSON", bytes(4, 123), ""],
    ["an unknown channel", bytes(9, 1), ""],
    ["an empty frame", bytes(), ""],
  ])("are refused: %s", (_, frame, field) => {
    expect(() => decodeClientFrame(frame)).toThrow(ContractError);
    expect(() => decodeClientFrame(frame)).toThrow(expect.objectContaining({ field }) as ContractError);
  });
});

describe("frames to the client", () => {
  it("carry output on channels 1 and 2", () => {
    for (const stream of ["stdout", "stderr"] as const) {
      const frame = encodeFrame({ type: "output", stream, data: bytes(1, 2) });
      expect(frame).toEqual(bytes(stream === "stdout" ? 1 : 2, 1, 2));
      expect(decodeServerFrame(frame)).toEqual({ type: "output", stream, data: bytes(1, 2) });
    }
  });

  it("tell the end on channel 3, with and without a message", () => {
    expect(decodeServerFrame(encodeFrame({ type: "exit", exitCode: 0 }))).toEqual({ type: "exit", exitCode: 0 });
    expect(decodeServerFrame(encodeFrame({ type: "exit", exitCode: 137, message: "killed" }))).toEqual({
      type: "exit",
      exitCode: 137,
      message: "killed",
    });
  });

  it("name the field that is wrong", () => {
    expect(() => decodeServerFrame(bytes(3, ...text('{"exit_code":"0"}')))).toThrow(
      "exit frame: exit_code: must be a number",
    );
    expect(() => decodeServerFrame(bytes(0))).toThrow(ContractError);
  });
});
