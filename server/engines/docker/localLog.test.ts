import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { followFile } from "./localLog.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "jobdeck-test-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it("hears of an end that comes while the file is being opened: who reads may have left at once", async () => {
  const path = join(folder, "ctr.log");
  await writeFile(path, "one\ntwo\nhalf");
  // Nobody else listens to it: a rejection without a listener would end the server.
  const progress = await followFile(path, Promise.reject(new Error("The client has closed the connection.")));
  expect(progress.archiveBytes).toBe(8);
  expect(await progress.next(8)).toEqual({ bytes: 12, isComplete: true });
  progress.close();
});

it("sees every growth: of a flood, of what comes after one, and of the last moment", async () => {
  const path = join(folder, "flood.log");
  await writeFile(path, "");
  let end = () => {};
  const progress = await followFile(path, new Promise<void>((resolve) => (end = resolve)));
  let bytes = 0;
  for (let round = 0; round < 200; round += 1) {
    await appendFile(path, "line\n");
    ({ bytes } = await progress.next(bytes));
    expect(bytes).toBe(5 * (round + 1));
  }
  // Asked before it is written, and long after the flood: only who listens again hears of it.
  for (const silenceMs of [1, 30, 60]) {
    const next = progress.next(bytes);
    await delay(silenceMs);
    await appendFile(path, "late\n");
    expect(await next).toEqual({ bytes: bytes + 5, isComplete: false });
    bytes += 5;
  }
  const last = progress.next(bytes);
  end();
  expect(await last).toEqual({ bytes, isComplete: true });
  progress.close();
});
