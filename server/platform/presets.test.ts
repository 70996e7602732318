import { describe, expect, it } from "vitest";
import { fitUserName } from "./place.ts";
import { derivePresets, readPreset } from "./presets.ts";

const GIBIBYTE = 1024 ** 3;

describe("presets of a machine", () => {
  const shares = (cpu: number, memoryGib: number, models: string[] = []) =>
    derivePresets({
      cpu,
      memoryBytes: memoryGib * GIBIBYTE,
      gpus: models.map((model) => ({ model, memoryBytes: 40 * GIBIBYTE })),
    }).map(({ name, cpu, memory, credits_per_hour, nvidia_gpu }) => [
      ...[name, cpu, (memory ?? 0) / GIBIBYTE, credits_per_hour],
      ...(nvidia_gpu ? [`${nvidia_gpu.count} ${nvidia_gpu.model ?? ""}`] : []),
    ]);

  it.each<[number, number, unknown[][]]>([
    [
      0,
      0,
      [
        ["cpu-small", 0.1, 1 / 64, "0.1"],
        ["cpu-medium", 0.1, 1 / 64, "0.1"],
        ["cpu-large", 0.1, 1 / 64, "0.1"],
      ],
    ],
    [
      0.1,
      1,
      [
        ["cpu-small", 0.1, 1, "0.1"],
        ["cpu-medium", 0.1, 1, "0.1"],
        ["cpu-large", 0.1, 1, "0.1"],
      ],
    ],
    [
      2,
      8,
      [
        ["cpu-small", 0.5, 2, "0.5"],
        ["cpu-medium", 1, 4, "1"],
        ["cpu-large", 2, 8, "2"],
      ],
    ],
    [
      64,
      256,
      [
        ["cpu-small", 1, 4, "1"],
        ["cpu-medium", 4, 16, "4"],
        ["cpu-large", 64, 256, "64"],
      ],
    ],
  ])("with %d cores and %d GiB are small, medium and all of it", (cpu, memory, expected) => {
    expect(shares(cpu, memory)).toEqual(expected);
  });

  it("offer one GPU and all of a model", () => {
    expect(shares(8, 64, ["A100", "A100"]).slice(3)).toEqual([
      ["gpu-small", 4, 32, "14", "1 A100"],
      ["gpu-large", 8, 64, "28", "2 A100"],
    ]);
    expect(shares(8, 64, ["A100", "Tesla T4"]).slice(3)).toEqual([
      ["gpu-small-a100", 4, 32, "14", "1 A100"],
      ["gpu-small-tesla-t4", 4, 32, "14", "1 Tesla T4"],
    ]);
  });

  it("read back as the contract says", () => {
    for (const preset of derivePresets({ cpu: 3, memoryBytes: 5 * GIBIBYTE, gpus: [] })) {
      expect(readPreset(preset).memoryBytes).toBe(preset.memory);
    }
  });
});

describe("a login name", () => {
  it.each([
    ["root", "root"],
    ["Jane.Doe@Example", "jane-doe-example"],
    ["--ann--", "ann"],
    ["al", "user"],
    ["", "user"],
    ["名前", "user"],
  ])("%j becomes %j", (login, expected) => {
    expect(fitUserName(login)).toBe(expected);
  });
});
