import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import {
  parseProcStat,
  parsePs,
  parsePsTime,
  PS_ARGUMENTS,
  readEnvironment,
  readMemory,
  readProcess,
  readProcessTable,
} from "./processTable.ts";

test("sees a process as it is", async () => {
  const child = spawn("sh", ["-c", "echo ready; read line"], {
    detached: true,
    env: { PATH: "/usr/bin:/bin", OWN: "1" },
  });
  await once(child.stdout, "data");
  const pid = child.pid ?? 0;
  const info = await readProcess(pid);
  expect(info).toMatchObject({ pid, parentPid: process.pid, session: pid, zombie: false });
  expect(await readEnvironment(pid)).toContain("OWN=1");
  expect((await readProcessTable()).find((each) => each.pid === pid)).toMatchObject({ startId: info?.startId });
  child.stdin.end("\n");
  await once(child, "exit");
  expect(await readProcess(pid)).toBeUndefined();
  expect(await readEnvironment(pid)).toEqual([""]);
});

test("knows how much a process uses", async () => {
  const info = await readProcess(process.pid);
  if (!info) throw new Error("This process is not in the table.");
  const usage = process.cpuUsage();
  expect(info.cpuSeconds).toBeCloseTo((usage.user + usage.system) / 1e6, 0);
  const { residentBytes, sharedBytes } = readMemory(info);
  expect(residentBytes / process.memoryUsage().rss).toBeGreaterThan(0.8);
  expect(residentBytes / process.memoryUsage().rss).toBeLessThan(1.25);
  expect(sharedBytes).toBeLessThan(residentBytes);
});

test("a program's name may look like anything", () => {
  const fields = "S 1 77 78 0 -1 4194560 0 0 0 0 150 50 20 5 20 0 1 0 12345 0 0";
  expect(parseProcStat(`42 (a) R 9 (b) ${fields}`)).toMatchObject({
    pid: 42,
    parentPid: 1,
    session: 78,
    startId: "12345",
    zombie: false,
    stopped: false,
    hangs: false,
  });
  expect(parseProcStat(`42 (x) ${fields.replace("S", "Z")}`).zombie).toBe(true);
  expect(parseProcStat(`42 (x) ${fields.replace("S", "T")}`).stopped).toBe(true);
});

test("reads what this machine's ps prints", async () => {
  const child = spawn("sleep", ["1000"], { detached: true });
  await once(child, "spawn");
  const before = parsePs(execFileSync("ps", PS_ARGUMENTS, { encoding: "utf8" }));
  const found = before.find((info) => info.pid === child.pid);
  expect(found).toMatchObject({ parentPid: process.pid, session: child.pid, zombie: false, cpuSeconds: 0 });
  expect(found?.startId).toMatch(/\d\d:\d\d:\d\d \d{4}$/);
  const self = before.find((info) => info.pid === process.pid);
  expect((self?.residentBytes ?? 0) / process.memoryUsage().rss).toBeGreaterThan(0.5);
  child.kill();
  await once(child, "exit");
});

test("reads the times of every ps", () => {
  expect(parsePsTime("0:00.00")).toBe(0);
  expect(parsePsTime("3:04.50")).toBe(184.5);
  expect(parsePsTime("01:02:03")).toBe(3723);
  expect(parsePsTime("2-01:00:00")).toBe(176_400);
});
