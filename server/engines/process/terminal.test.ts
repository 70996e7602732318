import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { startChild } from "./supervisor/startChild.ts";

test(
  "a terminal's output is complete although its program ends while its reader pauses",
  { timeout: 60_000 },
  async () => {
    const pipeFolder = await mkdtemp(join(tmpdir(), "terminal-"));
    const expected = Array.from({ length: 200_000 }, (_, index) => index + 1).join(" ");
    for (let round = 0; round < 5; round++) {
      const started = await startChild({
        command: ["seq", "-s", " ", "1", "200000"],
        cwd: "/",
        env: { PATH: process.env.PATH ?? "" },
        tty: true,
        stdin: true,
        stdout: true,
        stderr: true,
        pipeFolder,
      });
      if ("problem" in started) throw new Error(started.problem.message);
      const chunks: Buffer[] = [];
      for await (const chunk of started.child.outputs[0]!.source as AsyncIterable<Buffer>) {
        chunks.push(chunk);
        if (chunks.length % 50 === 0) await delay(5);
      }
      expect(Buffer.concat(chunks).toString().trimEnd()).toBe(expected);
      expect(await started.child.exited).toBe(0);
    }
    await rm(pipeFolder, { recursive: true });
  },
);
