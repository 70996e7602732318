import { expect, it } from "vitest";
import { platformConfig, type Cluster } from "../../../contract/config.ts";
import { parse } from "../../../contract/parse.ts";
import { costWords, creditsPerHourOf } from "./price.ts";
import { emptyForm } from "./startForm.ts";

const engine = { name: "process", own_prices: { credits_per_cpu_hour: "2", credits_per_gpu_hour: "10" } };
const resource_presets = [{ name: "small", cpu: 1, memory: 1, credits_per_hour: "3" }];
const wire = { name: "default", monitoring_url: "x", engine, resource_presets };
const [cluster] = parse(platformConfig, { clusters: [wire] }, "config").clusters as [Cluster];

it("is the preset's, or that of one's own resources where the cluster says what they cost", () => {
  const form = emptyForm("host", "small");
  expect(creditsPerHourOf(form, cluster)).toBe(3);
  const own = { ...form, usesOwnResources: true, cpu: "0.5", gpuCount: "2" };
  expect(creditsPerHourOf(own, cluster)).toBe(21);
  expect(creditsPerHourOf({ ...own, gpuCount: "" }, cluster)).toBe(1);
  expect(creditsPerHourOf({ ...own, cpu: "some" }, cluster)).toBeUndefined();
  expect(creditsPerHourOf(own, { ...cluster, engine: undefined })).toBeUndefined();
});

it.each([
  ["3 credits an hour", 3, 1, ""],
  ["3 credits an hour, at most 6 credits in all", 3, 1, "2h"],
  ["6 jobs, 18 credits an hour while all of them run", 3, 6, ""],
  ["6 jobs, 18 credits an hour while all of them run, at most 36 credits in all", 3, 6, "2h"],
  ["Free", 0, 1, "2h"],
  ["6 jobs, free", 0, 6, ""],
  ["Not known before it has started", undefined, 1, "2h"],
] as const)("is said as %s", (words, creditsPerHour, count, lifeSpan) => {
  expect(costWords(creditsPerHour, count, lifeSpan)).toBe(words);
});
