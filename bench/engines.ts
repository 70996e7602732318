import { execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ENGINE, IMAGE, JobdeckServer } from "../e2e/server.ts";
import { createDockerEngine } from "../server/engines/docker/engine.ts";
import type { Handle } from "../server/engines/engine.ts";
import { heldBytes, printIdleCost } from "./engines/idleRuns.ts";
import { median, timed } from "./measure/timing.ts";
import { measureAttachThroughput, measureExecThroughput } from "./engines/throughput.ts";

/**
 * What Jobdeck adds to a container engine: exec latency, and throughput of exec and attach, beside the engine's own
 * command in the same run, how fast jobs start, and what idle jobs cost the server. `JOBDECK_E2E_ENGINE=docker` and
 * DOCKER_HOST name the engine; JOBDECK_BENCH_COMMAND its command (podman); JOBDECK_BENCH_ONLY some
 * parts alone (latency, exec, attach, start, idle), with commas between them.
 */

const COMMAND = process.env.JOBDECK_BENCH_COMMAND ?? "podman";
const ROUNDS = 15;
const JOBS_AT_ONCE = 15;
const IDLE_RUNS = 100;
const STARTED_TOGETHER = 10;
const PRESETS = [
  { name: "tiny", cpu: 0.1, memory: 32 * 2 ** 20, credits_per_hour: "0" },
  // What is measured must not be how the engine holds a job to its share.
  { name: "core", cpu: 1, memory: 256 * 2 ** 20, credits_per_hour: "0" },
];
/** Runs a command in a job through Jobdeck. @returns the bytes of its output */
async function execThrough(server: JobdeckServer, id: string, command: string): Promise<number> {
  const stream = await server.client.exec(id, { command, stdin: false, stdout: true, stderr: true });
  let bytes = 0;
  for await (const { data } of stream.output) bytes += data.length;
  await stream.end;
  return bytes;
}

/** The same by the engine's own command. */
async function execBeside(container: string, words: readonly string[]): Promise<number> {
  const child = spawn(COMMAND, ["exec", container, ...words], { stdio: ["ignore", "pipe", "inherit"] });
  let bytes = 0;
  for await (const chunk of child.stdout) bytes += (chunk as Buffer).length;
  return bytes;
}

async function containerOf(jobId: string): Promise<string> {
  const args = ["ps", "-q", "--filter", `name=jobdeck-${jobId}`];
  return (await promisify(execFile)(COMMAND, args)).stdout.trim();
}

async function startMany(server: JobdeckServer, count: number): Promise<void> {
  const started = await Promise.all(
    Array.from({ length: count }, () => server.run({ command: "sleep 3600", image: IMAGE, preset_name: "tiny" })),
  );
  await Promise.all(started.map(({ id }) => server.untilStatus(id, "running")));
}

/** A job whose only work is what is started beside it. */
async function idleJob(server: JobdeckServer): Promise<string> {
  const { id } = await server.run({ command: "sleep 3600", preset_name: "core" });
  await server.untilStatus(id, "running");
  return id;
}

async function measureLatency(server: JobdeckServer, id: string, container: string): Promise<void> {
  const latencies = { through: [] as number[], beside: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    latencies.through.push(await timed(() => execThrough(server, id, "true")));
    latencies.beside.push(await timed(() => execBeside(container, ["true"])));
  }
  const [through, beside] = [median(latencies.through), median(latencies.beside)];
  console.log(
    `exec of true: ${through.toFixed(0)} ms, ${COMMAND} exec ${beside.toFixed(0)} ms, difference ${(through - beside).toFixed(0)} ms, ratio ${(through / beside).toFixed(2)}`,
  );
}

/** What watching runs costs this process, as the platform watches each: for its end, and its samples. */
async function measureIdle(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), "jobdeck-bench-"));
  const engine = createDockerEngine({ dataDir, host: process.env.DOCKER_HOST });
  const handles: Handle[] = [];
  try {
    const memoryBefore = heldBytes();
    while (handles.length < IDLE_RUNS) {
      const resources = { cpu: 0.1, memoryBytes: 16 * 2 ** 20, shm: false, gpus: [] };
      const spec = () => ({
        ...{ runId: randomUUID(), image: IMAGE, command: ["sleep", "3600"], env: {}, tty: false, resources },
      });
      handles.push(...(await Promise.all(Array.from({ length: STARTED_TOGETHER }, () => engine.start(spec())))));
    }
    await printIdleCost(engine, handles, memoryBefore);
  } finally {
    await Promise.all(handles.map((handle) => engine.remove(handle)));
    await engine.close();
    await rm(dataDir, { recursive: true });
  }
}

async function measureStart(server: JobdeckServer): Promise<void> {
  const startMs = await timed(() => startMany(server, JOBS_AT_ONCE));
  console.log(`${JOBS_AT_ONCE} jobs at once: ${(JOBS_AT_ONCE / (startMs / 1000)).toFixed(1)} started a second`);
}

const only = process.env.JOBDECK_BENCH_ONLY?.split(",");
const wants = (part: string) => only === undefined || only.includes(part);

async function measureJobs(): Promise<void> {
  const server = await JobdeckServer.start();
  try {
    await server.stop();
    await writeFile(join(server.dataDir, "presets.json"), JSON.stringify(PRESETS));
    await server.boot();
    if (wants("latency") || wants("exec")) {
      const id = await idleJob(server);
      const container = await containerOf(id);
      if (wants("latency")) await measureLatency(server, id, container);
      if (wants("exec")) await measureExecThroughput(server, COMMAND, id, container);
      await server.client.kill(id);
    }
    if (wants("attach")) await measureAttachThroughput(server, COMMAND, containerOf);
    if (wants("start")) await measureStart(server);
  } finally {
    await server.dispose();
  }
}

if (ENGINE !== "docker") throw new Error("Say JOBDECK_E2E_ENGINE=docker, and by DOCKER_HOST where the engine is.");
if (only?.join() !== "idle") await measureJobs();
if (wants("idle")) await measureIdle();
