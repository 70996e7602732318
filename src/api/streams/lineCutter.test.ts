import { describe, expect, it } from "vitest";
import { createLineCutter, type LineCutter } from "./lineCutter.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function cut(cutter: LineCutter, chunk: Uint8Array): string[] {
  const lines: string[] = [];
  cutter.push(chunk, (bytes, start, end) => lines.push(decode(bytes.subarray(start, end))));
  return lines;
}

describe("the line cutter", () => {
  const text = "one\n\nthrée 😀\r\nfour";

  it("gives the same lines wherever the bytes are cut", () => {
    const bytes = encode(text);
    for (let at = 0; at <= bytes.length; at += 1) {
      const cutter = createLineCutter();
      const lines = [...cut(cutter, bytes.subarray(0, at)), ...cut(cutter, bytes.subarray(at))];
      expect(lines).toEqual(["one", "", "thrée 😀\r"]);
      expect(decode(cutter.rest)).toBe("four");
    }
  });

  it("gives the same lines byte by byte", () => {
    const cutter = createLineCutter();
    const lines = [...encode(text)].flatMap((byte) => cut(cutter, new Uint8Array([byte])));
    expect(lines).toEqual(["one", "", "thrée 😀\r"]);
  });

  it("leaves a view of the unfinished line as it is while the line grows and ends", () => {
    const cutter = createLineCutter();
    cut(cutter, encode("ab"));
    const before = cutter.rest;
    cut(cutter, encode("c".repeat(1000)));
    const [line] = cut(cutter, encode("d\nnext line"));
    expect(decode(before)).toBe("ab");
    expect(line?.length).toBe(1003);
    expect(decode(cutter.rest)).toBe("next line");
  });
});
