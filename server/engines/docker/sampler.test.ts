import { expect, test } from "vitest";
import { createSampler } from "./sampler.ts";

test("a container with GPUs is sampled with what these do, and the driver is asked once for all", async () => {
  let asked = 0;
  const sampler = createSampler(() => {
    asked += 1;
    const load = (dutyPercent: number, memoryBytes: number) => ({
      ...{ model: "A100", dutyPercent, memoryBytes, memoryTotalBytes: 80e9 },
    });
    return Promise.resolve([load(20, 1e9), load(40, 2e9), load(90, 4e9)]);
  });
  const reader = () => ({ cpuSeconds: performance.now() / 2000, memoryBytes: 1000 });
  const first = async (container: string, gpus: readonly number[]) => {
    const enough = new AbortController();
    for await (const sample of sampler.subscribe({ container, gpus }, reader, enough.signal)) {
      enough.abort();
      return sample;
    }
    throw new Error("There was no sample.");
  };
  const others = Array.from({ length: 8 }, (_, index) => first(`other ${index}`, [0]));
  const [two, one, none] = await Promise.all([first("two", [0, 1]), first("one", [2]), first("none", []), ...others]);
  expect(two).toMatchObject({ memoryBytes: 1000, gpuDutyPercent: 30, gpuMemoryBytes: 3e9 });
  expect(one).toMatchObject({ gpuDutyPercent: 90, gpuMemoryBytes: 4e9 });
  expect(none).not.toHaveProperty("gpuDutyPercent");
  // Ten have some; a second may have ended between the first look and the next.
  expect(asked).toBeLessThan(5);
  const before = asked;
  await first("none", []);
  expect(asked).toBe(before);
});

test("a driver that does not answer makes a gap in the GPU's curve alone", async () => {
  const sampler = createSampler(() => Promise.reject(new Error("No devices were found")));
  const enough = new AbortController();
  const reader = () => ({ cpuSeconds: 1, memoryBytes: 1000 });
  for await (const sample of sampler.subscribe({ container: "one", gpus: [0] }, reader, enough.signal)) {
    expect(sample).toMatchObject({ cpu: 0, memoryBytes: 1000 });
    expect(sample).not.toHaveProperty("gpuDutyPercent");
    enough.abort();
  }
});
