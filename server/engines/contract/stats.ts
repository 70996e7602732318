import { expect, test } from "vitest";
import type { Handle, Sample } from "../engine.ts";
import { endless, member, type Harness } from "./harness.ts";

/** What a run uses, from the system itself. */
export function testStats({ engine, run, log }: Harness): void {
  /** The first sample that is as expected; samples before it may still be of another time. */
  async function sampleWhere(handle: Handle, isExpected: (sample: Sample) => boolean): Promise<Sample> {
    const enough = new AbortController();
    const seen: Sample[] = [];
    try {
      for await (const sample of member(engine(), "stats")(handle, enough.signal)) {
        seen.push(sample);
        if (isExpected(sample)) return sample;
      }
    } finally {
      enough.abort();
    }
    throw new Error(`No sample was as expected: ${JSON.stringify(seen)}`);
  }

  /**
   * Runs what keeps a processor busy for some samples. How much it really got is told by the shell's `times`, for the
   * machine may have much else to do.
   */
  async function compareCores(work: string): Promise<{ sampled: number; real: number }> {
    const handle = await run(`trap "times; exit 0" USR1; while :; do ${work}; done`);
    const cores: number[] = [];
    for await (const sample of member(engine(), "stats")(handle, endless)) {
      expect(Math.abs(sample.timestampMs - Date.now())).toBeLessThan(10_000);
      if (cores.push(sample.cpu) === 6) await engine().signal(handle, "SIGUSR1");
    }
    const end = await engine().wait(handle, endless);
    const reader = log(handle);
    await reader.done;
    const times = [...reader.text().matchAll(/(\d+)m([\d.]+)s/g)].map(
      (match) => Number(match[1]) * 60 + Number(match[2]),
    );
    expect(times).toHaveLength(4);
    const seconds = times.reduce((sum, time) => sum + time, 0);
    return {
      sampled: cores.reduce((sum, each) => sum + each, 0) / cores.length,
      real: seconds / ((end.finishedAtMs - end.startedAtMs) / 1000),
    };
  }

  test("a busy loop takes the core that it gets", async () => {
    const { sampled, real } = await compareCores(":");
    expect(sampled).toBeGreaterThan(real * 0.75);
    expect(sampled).toBeLessThan(real * 1.25);
    expect(sampled).toBeLessThan(1.25);
  });

  test("counts what children use, also those that come and go", async () => {
    const { sampled, real } = await compareCores("head -c 3000000 /dev/zero | wc -l >/dev/null");
    expect(sampled).toBeGreaterThan(real * 0.75);
    expect(sampled).toBeLessThan(real * 1.25);
  });

  test("knows how much memory the whole tree holds", async () => {
    // The last program keeps the end of its input in memory until the input ends.
    const handle = await run("(head -c 100000000 /dev/zero; exec sleep 1000) | tail -c 100000000");
    const sample = await sampleWhere(handle, ({ memoryBytes }) => memoryBytes > 95e6);
    expect(sample.memoryBytes).toBeLessThan(140e6);
  });

  test("comes about once a second, ends with the run, and has nothing after it", async () => {
    const handle = await run("echo ready; read line");
    await log(handle, { follow: true }).until(/ready/);
    const samples: Sample[] = [];
    const beforeMs = performance.now();
    for await (const sample of member(engine(), "stats")(handle, endless)) {
      if (samples.length === 0) expect(performance.now() - beforeMs).toBeLessThan(5000);
      samples.push(sample);
      if (samples.length === 3) await engine().signal(handle, "SIGKILL");
    }
    expect(samples.length).toBeGreaterThanOrEqual(3);
    for (const [index, sample] of samples.slice(1).entries()) {
      const previous = samples[index]?.timestampMs ?? 0;
      expect(sample.timestampMs - previous).toBeGreaterThanOrEqual(1000);
      expect(sample.timestampMs % 1000).toBe(0);
    }
    for await (const sample of member(engine(), "stats")(handle, endless)) expect(sample).toBeUndefined();
  });
}
