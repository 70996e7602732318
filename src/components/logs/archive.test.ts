import { expect, it } from "vitest";
import { readArchive } from "./archive.ts";

const SEPARATOR = "=== end 1f2e ===";
const encoder = new TextEncoder();

async function* chunksOf(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = encoder.encode(text);
  for (let at = 0; at < bytes.length; at += size) {
    await Promise.resolve();
    yield bytes.subarray(at, at + size);
  }
}

async function read(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of readArchive(chunks, SEPARATOR)) text += decoder.decode(bytes, { stream: true });
  return text + decoder.decode();
}

it.each([
  ["all up to the separator", `one\ntwo é\n${SEPARATOR}\nlive\n`, "one\ntwo é\n"],
  ["all without a separator", "one\ntwo\n", "one\ntwo\n"],
  ["what looks like its beginning", `== === end 1f2\n=== end 1f2${SEPARATOR}\n`, "== === end 1f2\n=== end 1f2"],
  ["a beginning of it at the very end", "one\n=== end 1f2", "one\n=== end 1f2"],
  ["nothing before it", `${SEPARATOR}\nlive`, ""],
  ["nothing at all", "", ""],
])("keeps %s, however it is cut", async (_, text, expected) => {
  for (let size = 1; size <= encoder.encode(text).length + 1; size++) {
    expect(await read(chunksOf(text, size))).toBe(expected);
  }
});

it("stops reading at the separator", async () => {
  let closed = false;
  async function* endless() {
    try {
      yield encoder.encode(`a\n${SEPARATOR}\n`);
      for (;;) {
        await Promise.resolve();
        yield encoder.encode("live\n");
      }
    } finally {
      closed = true;
    }
  }
  expect(await read(endless())).toBe("a\n");
  expect(closed).toBe(true);
});
