import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
  expect(await progress.next(8)).toEqual({ bytes: 8, isComplete: true });
  progress.close();
});
