import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { createLineCutter } from "../../api/streams/lineCutter.ts";
import { PLAIN_STYLE } from "../ansiStyle.ts";
import { createChunkStore, lineBytesAt, type LogChunk } from "./chunkStore.ts";
import { drawLine } from "./drawRow.ts";

/** Progress bars as Python's programs write them: what tqdm and pip print to a terminal. */

const TQDM = `
import sys
for i in range(0, 101):
    bar = "█" * (i // 10) + ("▌" if i % 10 >= 5 else "")
    sys.stdout.write(f"\\r{i:3d}%|{bar:<10}| {i}/100 [00:{i // 2:02d}<00:{50 - i // 2:02d}, 2.00it/s, loss={1 / (i + 1):.3f}]")
    if i == 50: sys.stdout.write("\\r" + " " * 70 + "\\rcheckpoint saved\\n")
print("\\ndone")
`;

const PIP = `
import sys
print("Collecting wheel")
sys.stdout.write("\\x1b[?25l")
for done in range(0, 43, 7):
    filled = "━" * (done * 40 // 42)
    sys.stdout.write(f"\\r\\x1b[2K     \\x1b[38;2;114;156;31m{filled}\\x1b[0m\\x1b[38;5;237m{'━' * (40 - len(filled))}\\x1b[0m \\x1b[32m{done / 10:.1f}/4.2 MB\\x1b[0m")
print("\\x1b[?25h")
print("Successfully installed wheel-1.0")
`;

/** The lines of a log that a program wrote, as they are seen. */
async function linesOf(script: string): Promise<string[]> {
  const options = { encoding: "buffer", env: { ...process.env, PYTHONIOENCODING: "utf-8" } } as const;
  const { stdout } = await promisify(execFile)("python3", ["-c", script], options);
  const store = createChunkStore(Infinity);
  const cutter = createLineCutter();
  // In pieces, as a network delivers it.
  for (let at = 0; at < stdout.length; at += 1000) {
    cutter.push(stdout.subarray(at, at + 1000), (bytes, start, end) => store.append(bytes, start, end, 0));
  }
  const chunks = store.chunks.flatMap(({ firstNumber }) => store.chunkOf(firstNumber) ?? []);
  return chunks.flatMap((chunk) => Array.from({ length: chunk.count }, (_, index) => seenAt(chunk, index)));
}

function seenAt(chunk: LogChunk, index: number): string {
  const { pieces } = drawLine(lineBytesAt(chunk, index), PLAIN_STYLE, { showsJson: false, patterns: [] });
  return pieces.map(({ text }) => text).join("");
}

it("tqdm's bar is one line in its last state, and what is written between two of its states is another", async () => {
  expect((await linesOf(TQDM)).map((line) => line.trimEnd())).toEqual([
    "checkpoint saved",
    "100%|██████████| 100/100 [00:50<00:00, 2.00it/s, loss=0.010]",
    "done",
  ]);
});

it("pip's bar is one line in its last state, without what hides the cursor and clears the line", async () => {
  expect(await linesOf(PIP)).toEqual([
    "Collecting wheel",
    `     ${"━".repeat(40)} 4.2/4.2 MB`,
    "Successfully installed wheel-1.0",
  ]);
});
