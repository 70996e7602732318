import { expect, test } from "vitest";
import { endless, member, type Harness } from "./harness.ts";

const MEBIBYTE = 1024 * 1024;
const FIFTH = 0.2;

/** That a run gets what it was given and no more. What an engine does not hold it to, it says in its notes. */
export function testLimits({ engine, run, log, exec, limits }: Harness): void {
  const resources = { cpu: 1, memoryBytes: 256 * MEBIBYTE, shm: false, gpus: [] };

  /** Cores that two busy loops had between two of their reports, by the shell's own account. */
  async function busyCores(cpu: number, tty: boolean): Promise<number> {
    const loop = "while :; do :; done";
    const script = `trap "times; exit 0" USR1; ( ${loop} ) & echo ready; ${loop}`;
    const handle = await run(script, { resources: { ...resources, cpu }, tty });
    await log(handle, { follow: true }).until(/ready/);
    // A further process has its share of the same.
    const beside = await exec(handle, loop);
    const samples = [];
    for await (const sample of member(engine(), "stats")(handle, endless)) {
      if (samples.push(sample) === 4) break;
    }
    await beside.close();
    await engine().signal(handle, "SIGUSR1");
    const end = await engine().wait(handle, endless);
    const reader = log(handle);
    await reader.done;
    const [own] = reader.text().match(/\d+m[\d.]+s \d+m[\d.]+s/) ?? [""];
    const seconds = [...own.matchAll(/(\d+)m([\d.]+)s/g)].map((match) => Number(match[1]) * 60 + Number(match[2]));
    expect(seconds).toHaveLength(2);
    return seconds.reduce((sum, each) => sum + each, 0) / ((end.finishedAtMs - end.startedAtMs) / 1000);
  }

  test.each([false, true])(
    "a run is held to its processors, or the engine says that it is not (tty: %s)",
    async (tty) => {
      const note = engine().capabilities.notes?.["resources.cpu"];
      const cores = await busyCores(FIFTH, tty);
      // Of three loops that share a fifth of a processor the first has less than that.
      if (note === undefined) expect(cores).toBeLessThan(FIFTH * 0.75);
      else expect(note).toMatch(/measured/);
    },
  );

  test("a run that uses more memory than it has is ended", async () => {
    const own = { resources: { ...resources, memoryBytes: 96 * MEBIBYTE } };
    const isWhole = !limits.endsGreediestProcess;
    const inPieces = "head -c 200000000 /dev/zero | (tail -c 190000000; sleep 1000) | sleep 1000";
    const handle = await run(isWhole ? inPieces : "exec tail -c 190000000 /dev/zero", own);
    const end = await engine().wait(handle, endless);
    expect(end).toMatchObject({ exitCode: 137, reason: "OOMKilled" });
  });

  test("a run that is ended by request is not out of memory", async () => {
    const handle = await run("echo ready; sleep 1000");
    await log(handle, { follow: true }).until(/ready/);
    await engine().stop(handle, 0);
    const end = await engine().wait(handle, endless);
    expect(end.exitCode).toBe(137);
    expect(end.reason).not.toBe("OOMKilled");
  });
}
