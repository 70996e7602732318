import { expect, it } from "vitest";
import { untilSilent } from "./untilSilent.ts";

const encoder = new TextEncoder();

/** Says something, then nothing more until aborted, as the log of a job that waits does. */
function speaking(texts: readonly string[], onClose: () => void = () => {}) {
  return async function* (signal: AbortSignal): AsyncGenerator<Uint8Array> {
    try {
      for (const text of texts) yield encoder.encode(text);
      await new Promise((_, reject) => {
        // The reason is an error: the one that the caller aborted with.
        // oxlint-disable-next-line typescript/prefer-promise-reject-errors
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    } finally {
      onClose();
    }
  };
}

async function read(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of chunks) text += decoder.decode(chunk, { stream: true });
  return text;
}

it("ends when enough has come and nothing more does", async () => {
  let closed = false;
  const open = speaking(["a\nb", "\nc"], () => (closed = true));
  expect(await read(untilSilent(open, { leastLines: 2, silenceMs: 20 }))).toBe("a\nb\nc");
  expect(closed).toBe(true);
});

it("ends when nothing is expected and nothing comes", async () => {
  expect(await read(untilSilent(speaking([]), { leastLines: 0, silenceMs: 20 }))).toBe("");
});

it("waits for what is known to come, however long it takes", async () => {
  async function* slow() {
    yield encoder.encode("a\n");
    await new Promise((resolve) => setTimeout(resolve, 100));
    yield encoder.encode("b\n");
  }
  expect(await read(untilSilent(slow, { leastLines: 2, silenceMs: 10 }))).toBe("a\nb\n");
});

it("ends with its stream", async () => {
  // oxlint-disable-next-line typescript/require-await
  async function* whole() {
    yield encoder.encode("a\n");
  }
  expect(await read(untilSilent(whole, { leastLines: 100, silenceMs: 10 }))).toBe("a\n");
});

it("passes failures on", async () => {
  // oxlint-disable-next-line typescript/require-await
  async function* broken() {
    yield encoder.encode("a\n");
    throw new Error("lost");
  }
  await expect(read(untilSilent(broken, { leastLines: 0, silenceMs: 1000 }))).rejects.toThrow("lost");
});
