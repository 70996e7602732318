import { expect, test } from "vitest";
import type { Handle, Sample } from "../engine.ts";
import { endless, member, type Harness } from "./harness.ts";

/** What a shell and its children have used so far, and when that was. */
const REPORT = "cat /proc/uptime; times";

function readReports(text: string): { atSeconds: number; cpuSeconds: number }[] {
  return [...text.matchAll(/^([\d.]+) [\d.]+\n((?:\d+m[\d.]+s\s+){4})/gm)].map(([, uptime = "", times = ""]) => {
    const each = [...times.matchAll(/(\d+)m([\d.]+)s/g)].map((match) => Number(match[1]) * 60 + Number(match[2]));
    return { atSeconds: Number(uptime), cpuSeconds: each.reduce((sum, seconds) => sum + seconds, 0) };
  });
}

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
   * Runs what keeps a processor busy for some samples. How much it really got between the first and the last is told by
   * the shell itself, for the machine may have much else to do.
   */
  async function compareCores(work: string): Promise<{ sampled: number; real: number }> {
    const handle = await run(`trap "${REPORT}" USR1; trap "${REPORT}; exit 0" USR2; while :; do ${work}; done`);
    const cores: number[] = [];
    for await (const sample of member(engine(), "stats")(handle, endless)) {
      expect(Math.abs(sample.timestampMs - Date.now())).toBeLessThan(10_000);
      const count = cores.push(sample.cpu);
      if (count === 1) await engine().signal(handle, "SIGUSR1");
      if (count === 6) await engine().signal(handle, "SIGUSR2");
    }
    await engine().wait(handle, endless);
    const reader = log(handle);
    await reader.done;
    const [first, last, ...others] = readReports(reader.text());
    if (!first || !last || others.length > 0) throw new Error(`There are not two reports: ${reader.text()}`);
    const between = cores.slice(1, 6);
    return {
      sampled: between.reduce((sum, each) => sum + each, 0) / between.length,
      real: (last.cpuSeconds - first.cpuSeconds) / (last.atSeconds - first.atSeconds),
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
