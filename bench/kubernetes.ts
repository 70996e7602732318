import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ENGINE, IMAGE, JobdeckServer } from "../e2e/server.ts";
import type { Handle } from "../server/engines/engine.ts";
import { createKubernetesEngine } from "../server/engines/kubernetes/engine.ts";
import { heldBytes, printIdleCost } from "./engines/idleRuns.ts";
import { median, timed } from "./measure/timing.ts";

/**
 * What Jobdeck adds to a cluster: latency and throughput of exec and attach beside kubectl in the same run, how fast jobs
 * start, and what idle jobs cost. `JOBDECK_E2E_ENGINE=kubernetes` and KUBECONFIG name the cluster, JOBDECK_E2E_IMAGE an
 * image with a shell; JOBDECK_BENCH_ONLY one part alone (exec, attach, start, idle).
 */

const ROUNDS = 15;
const BULK_ROUNDS = 3;
const BULK_BYTES = 40_000_000;
const JOBS_AT_ONCE = 12;
/** A node takes 110 pods unless it is told otherwise. */
const IDLE_RUNS = Number(process.env.JOBDECK_BENCH_IDLE ?? 100);
const TINY = [{ name: "tiny", cpu: 0.1, memory: 64 * 2 ** 20, credits_per_hour: "0" }];
/** Half a processor, or the job itself would be what is measured. */
const HALF = { name: "half", cpu: 0.5, memory: 64 * 2 ** 20, credits_per_hour: "0" };
const BULK = ["head", "-c", String(BULK_BYTES), "/dev/zero"];

async function countBytes(chunks: AsyncIterable<unknown>, enough = Infinity): Promise<number> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk instanceof Uint8Array ? chunk.length : (chunk as { data: Uint8Array }).data.length;
    if (bytes >= enough) break;
  }
  return bytes;
}

async function execThrough(server: JobdeckServer, id: string, command: string): Promise<void> {
  const stream = await server.client.exec(id, { command, stdout: true, stderr: true });
  await countBytes(stream.output);
  await stream.end;
}

function kubectl(...words: string[]): ChildProcess & { readonly stdout: NodeJS.ReadableStream } {
  return spawn("kubectl", words, { stdio: ["pipe", "pipe", "ignore"] });
}

async function execBeside(pod: string, words: readonly string[]): Promise<void> {
  const child = kubectl("exec", pod, "--", ...words);
  const closed = once(child, "close");
  await countBytes(child.stdout);
  await closed;
}

/** The job's flood of output, which begins with a line of input and comes again with each. */
const FLOOD = `sh -c 'while read line; do ${BULK.join(" ")}; done'`;

async function attachThrough(server: JobdeckServer, id: string): Promise<void> {
  const stream = await server.client.attach(id, { stdin: true, stdout: true, stderr: true });
  stream.end.catch(() => undefined);
  stream.write(Buffer.from("\n"));
  await countBytes(stream.output, BULK_BYTES);
  stream.close();
}

async function attachBeside(pod: string): Promise<void> {
  const child = kubectl("attach", "-i", pod);
  const closed = once(child, "close");
  child.stdin?.write("\n");
  await countBytes(child.stdout, BULK_BYTES);
  child.kill("SIGKILL");
  await closed;
}

async function running(server: JobdeckServer, command: string, preset: string): Promise<string> {
  const { id } = await server.run({ command, preset_name: preset });
  await server.untilStatus(id, "running");
  return id;
}

/** Turn and turn about, so that what the machine does besides meets both. */
async function compare(rounds: number, through: () => Promise<void>, beside: () => Promise<void>) {
  const ms = { through: [] as number[], beside: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    ms.through.push(await timed(through));
    ms.beside.push(await timed(beside));
  }
  return { through: median(ms.through), beside: median(ms.beside) };
}

const speed = (ms: number) => `${(BULK_BYTES / 1e6 / (ms / 1000)).toFixed(0)} MB/s`;
const tell = (what: string, ms: { through: number; beside: number }) =>
  console.log(
    `${what}: ${speed(ms.through)}, kubectl ${speed(ms.beside)}, ratio ${(ms.beside / ms.through).toFixed(2)}`,
  );

async function measureExec(server: JobdeckServer): Promise<void> {
  const id = await running(server, "sleep 3600", "half");
  const pod = `${id}-0`;
  const { through, beside } = await compare(
    ROUNDS,
    () => execThrough(server, id, "true"),
    () => execBeside(pod, ["true"]),
  );
  console.log(`exec of true: ${through.toFixed(0)} ms, kubectl ${beside.toFixed(0)} ms`);
  const bulk = await compare(
    BULK_ROUNDS,
    () => execThrough(server, id, BULK.join(" ")),
    () => execBeside(pod, BULK),
  );
  tell("exec, output", bulk);
  await server.client.kill(id);
}

async function measureAttach(server: JobdeckServer): Promise<void> {
  const id = await running(server, FLOOD, "half");
  tell(
    "attach, output",
    await compare(
      BULK_ROUNDS,
      () => attachThrough(server, id),
      () => attachBeside(`${id}-0`),
    ),
  );
  await server.client.kill(id);
}

async function measureStart(server: JobdeckServer): Promise<void> {
  const startMs = await timed(() =>
    Promise.all(Array.from({ length: JOBS_AT_ONCE }, () => running(server, "sleep 3600", "tiny"))),
  );
  console.log(`${JOBS_AT_ONCE} jobs at once: ${(JOBS_AT_ONCE / (startMs / 1000)).toFixed(1)} started a second`);
}

/** What watching runs costs this process, as the platform watches each: for its end, and its samples. */
async function measureIdle(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), "jobdeck-bench-"));
  const engine = createKubernetesEngine({ dataDir, allowPrivileged: false, onError: console.error });
  let handles: Handle[] = [];
  try {
    await engine.probe();
    const memoryBefore = heldBytes();
    const resources = { cpu: 0.01, memoryBytes: 16 * 2 ** 20, shm: false, gpus: [] };
    const common = { image: IMAGE, command: ["sleep", "3600"], env: {}, tty: false, resources };
    const start = () => engine.start({ runId: randomUUID(), ...common });
    handles = await Promise.all(Array.from({ length: IDLE_RUNS }, start));
    await printIdleCost(engine, handles, memoryBefore);
  } finally {
    await Promise.all(handles.map((handle) => engine.remove(handle)));
    await engine.close();
    await rm(dataDir, { recursive: true });
  }
}

const only = process.env.JOBDECK_BENCH_ONLY;
const wants = (part: string) => only === undefined || only === part;

async function measureJobs(): Promise<void> {
  const server = await JobdeckServer.start();
  try {
    await server.stop();
    await writeFile(join(server.dataDir, "presets.json"), JSON.stringify([...TINY, HALF]));
    await server.boot();
    if (wants("exec")) await measureExec(server);
    if (wants("attach")) await measureAttach(server);
    if (wants("start")) await measureStart(server);
  } finally {
    await server.dispose();
  }
}

if (ENGINE !== "kubernetes")
  throw new Error("Say JOBDECK_E2E_ENGINE=kubernetes, and by KUBECONFIG where the cluster is.");
if (only !== "idle") await measureJobs();
if (wants("idle")) await measureIdle();
