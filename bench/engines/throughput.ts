import { spawn } from "node:child_process";
import { once } from "node:events";
import type { JobdeckServer } from "../../e2e/server.ts";
import { median, timed } from "../measure/timing.ts";
import { createExpectation, type Expectation } from "./expectation.ts";
import { readOutput } from "./lightClient.ts";

const BULK_BYTES = Number(process.env.JOBDECK_BENCH_BYTES ?? 50_000_000);
/** Single rounds scatter by a third on a small machine: their median does not. */
const ROUNDS = Number(process.env.JOBDECK_BENCH_ROUNDS ?? 9);
/** Not counted: a server runs for days, and its own code has been compiled by then, as the command's is. */
const WARM_UPS = 2;
const LINE = "step 1234 of 5678: loss 0.123456, 12.3 samples a second\n";
const ZEROS = ["head", "-c", String(BULK_BYTES), "/dev/zero"];
/** Says its bulk once it is asked to. */
const TALKER = `sh -c 'read line; yes "${LINE.trim()}" | head -c ${BULK_BYTES}'`;

/** What both sides are told to do, and how the bytes that come are judged. */
interface Contest {
  readonly through: (expected: Expectation) => Promise<void>;
  readonly beside: (expected: Expectation) => Promise<void>;
  /** Waits until nothing of it goes on. */
  readonly ended?: () => Promise<unknown>;
  /** Puts away what only this round needed. */
  readonly dispose?: () => Promise<void>;
}

/**
 * Throughput of exec through Jobdeck beside the engine's own command, from the call until the last byte.
 * @param container what the engine's own command calls the job
 */
export async function measureExecThroughput(
  server: JobdeckServer,
  command: string,
  id: string,
  container: string,
): Promise<void> {
  const query = new URLSearchParams({ tty: "0", stdin: "0", stdout: "1", stderr: "1", cmd: ZEROS.join(" ") });
  const contest: Contest = {
    through: ({ take }) => readOutput(server, `${id}/exec?${query}`, take),
    beside: ({ take }) => readCommand(command, ["exec", container, ...ZEROS], take),
  };
  await compare("exec's output", command, Buffer.alloc(1), () => Promise.resolve(contest));
}

/** The same of attach, to a job that waits for a word. @param containerOf the engine's name of a job's container */
export async function measureAttachThroughput(
  server: JobdeckServer,
  command: string,
  containerOf: (jobId: string) => Promise<string>,
): Promise<void> {
  await compare("an attached job's output", command, Buffer.from(LINE), async () => {
    const { id } = await server.run({ command: TALKER, preset_name: "core" });
    await server.untilStatus(id, "running");
    const container = await containerOf(id);
    const path = `${id}/attach?tty=0&stdin=1&stdout=1&stderr=1`;
    return {
      through: ({ take }) => readOutput(server, path, take, Buffer.from("\n")),
      beside: ({ take }) => readCommand(command, ["attach", container], take, "\n"),
      ended: () => server.untilStatus(id, "succeeded"),
      // Its log is larger than what it said.
      dispose: () => server.client.drop(id),
    };
  });
}

/** Reads the output of the engine's own command from a pipe, as it comes. */
async function readCommand(
  command: string,
  words: readonly string[],
  onOutput: (piece: Buffer) => void,
  input?: string,
): Promise<void> {
  const child = spawn(command, words, { stdio: [input === undefined ? "ignore" : "pipe", "pipe", "inherit"] });
  const ended = once(child, "close");
  child.stdout?.on("data", onOutput);
  child.stdin?.write(input ?? "");
  await ended;
}

/** Turn and turn about, so that what the machine does besides meets both, and either begins as often as the other. */
async function compare(what: string, command: string, period: Buffer, prepare: () => Promise<Contest>): Promise<void> {
  const times = { through: [] as number[], beside: [] as number[] };
  for (let round = -WARM_UPS; round < ROUNDS; round += 1) {
    // Both are made ready before either is timed: what starting one costs the engine must not meet the other.
    const contests = { through: await prepare(), beside: await prepare() };
    for (const side of round % 2 === 0 ? (["through", "beside"] as const) : (["beside", "through"] as const)) {
      // The engine's attach adds a newline of its own where its input was open.
      const expected = createExpectation(period, BULK_BYTES, side === "beside" ? 1 : 0);
      const ms = await timed(() => contests[side][side](expected));
      if (round >= 0) times[side].push(ms);
      expected.conclude(`${what}, ${side}`);
      await contests[side].ended?.();
    }
    for (const { dispose } of Object.values(contests)) await dispose?.();
  }
  const [throughMs, besideMs] = [median(times.through), median(times.beside)];
  const ratios = times.through.map((ms, round) => (times.beside[round] ?? NaN) / ms);
  console.log(
    `${BULK_BYTES / 1e6} MB of ${what}: ${speed(throughMs)}, ${command} ${speed(besideMs)}, ratio ${(besideMs / throughMs).toFixed(2)}` +
      ` (medians of ${ROUNDS} rounds; one round's from ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`,
  );
}

const speed = (ms: number) => `${(BULK_BYTES / 1e6 / (ms / 1000)).toFixed(0)} MB/s`;
