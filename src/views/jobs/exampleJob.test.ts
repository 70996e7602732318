import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import type { Cluster, Preset } from "../../../contract/config.ts";
import { parse } from "../../../contract/parse.ts";
import { splitShellLine } from "../../../contract/shellLine.ts";
import { startRequest } from "../../../contract/start.ts";
import { exampleJob } from "./exampleJob.ts";

const preset = (name: string, creditsPerHour: number, cpu = 1) => ({ name, creditsPerHour, cpu }) as Preset;
const cluster = (presets: Preset[], images?: string[]) =>
  ({ presets, engine: images && { name: "process", unsupported: {}, images } }) as unknown as Cluster;

const PRESETS = [preset("large", 4), preset("medium", 2), preset("small", 1)];

it("keeps to the contract", () => {
  expect(() => parse(startRequest, exampleJob(cluster(PRESETS, ["host"]), undefined), "start request")).not.toThrow();
});

it("takes the cheapest preset that has room", () => {
  expect(exampleJob(cluster(PRESETS), undefined)?.preset_name).toBe("small");
  expect(exampleJob(cluster(PRESETS), { large: 1, medium: 1, small: 0 })?.preset_name).toBe("medium");
  expect(exampleJob(cluster(PRESETS), { large: 0, medium: 0, small: 0 })?.preset_name).toBe("small");
});

it("takes an image that the engine has", () => {
  expect(exampleJob(cluster(PRESETS, ["host"]), undefined)?.image).toBe("host");
  expect(exampleJob(cluster(PRESETS), undefined)?.image).toBe("alpine:3");
});

it("is nothing without a preset", () => {
  expect(exampleJob(cluster([]), undefined)).toBeUndefined();
});

it("is a script that a shell can read", async () => {
  const line = splitShellLine(exampleJob(cluster(PRESETS), undefined)?.command ?? "");
  if (!line.ok) throw new Error(line.reason);
  expect(line.words.slice(0, 2)).toEqual(["sh", "-c"]);
  await promisify(execFile)("sh", ["-n", "-c", line.words[2] ?? ""]);
});
