import { describe, expect, it } from "vitest";
import { createLineCutter } from "./lineCutter.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe("the line cutter", () => {
  const text = "one\n\nthrée 😀\r\nfour";

  it("gives the same lines wherever the bytes are cut", () => {
    const bytes = encode(text);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const cutter = createLineCutter();
      const lines = [...cutter.push(bytes.subarray(0, cut)), ...cutter.push(bytes.subarray(cut))];
      expect(lines.map(decode)).toEqual(["one", "", "thrée 😀\r"]);
      expect(decode(cutter.rest)).toBe("four");
    }
  });

  it("gives the same lines byte by byte", () => {
    const cutter = createLineCutter();
    const lines = [...encode(text)].flatMap((byte) => cutter.push(new Uint8Array([byte])));
    expect(lines.map(decode)).toEqual(["one", "", "thrée 😀\r"]);
  });

  it("leaves a view of the unfinished line as it is while the line grows and ends", () => {
    const cutter = createLineCutter();
    cutter.push(encode("ab"));
    const before = cutter.rest;
    cutter.push(encode("c".repeat(1000)));
    const [line] = cutter.push(encode("d\nnext line"));
    expect(decode(before)).toBe("ab");
    expect(line?.length).toBe(1003);
    expect(decode(cutter.rest)).toBe("next line");
  });
});
