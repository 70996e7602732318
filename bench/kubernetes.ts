import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { WebSocket } from "ws";

/** What exec costs through Jobdeck against `kubectl exec`, in one run, on the cluster of KUBECONFIG. */

const IMAGE = process.env.JOBDECK_API_IMAGE ?? "busybox:1.36";
const EXECS = 15;
const BYTES = 30_000_000;
const JOBS = 10;

const run = promisify(execFile);
const dataDir = await mkdtemp(join(tmpdir(), "jobdeck-bench-"));
const preset = { name: "tiny", cpu: 0.1, memory: 32 * 1024 ** 2 };
await writeFile(join(dataDir, "presets.json"), JSON.stringify([preset]));
const main = join(process.cwd(), "dist/server/main.js");
const server = spawn(process.execPath, [main, "--port", "0", "--data", dataDir, "--engine", "kubernetes"], {
  stdio: ["ignore", "pipe", "inherit"],
});
const { origin, token } = await untilReady();
const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
const ids: string[] = [];

try {
  const id = await startJob("sleep 100000");
  const pod = `${id}-0`;
  const kubectl = (...words: string[]) => run("kubectl", ["exec", pod, "--", ...words], { maxBuffer: BYTES * 2 });
  const [ours, theirs] = [await medianOf(() => exec(id, "true")), await medianOf(() => kubectl("true"))];
  console.log(`exec of true              ${ms(ours)} through Jobdeck, ${ms(theirs)} by kubectl`);
  const flood = `head -c ${BYTES} /dev/zero`;
  const [oursFlood, theirsFlood] = [
    await timeOf(() => exec(id, flood)),
    await timeOf(() => kubectl("head", "-c", String(BYTES), "/dev/zero")),
  ];
  console.log(`output of ${BYTES / 1e6} MB           ${(theirsFlood / oursFlood).toFixed(2)} of kubectl's throughput`);
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: JOBS }, () => startJob("sleep 100000")));
  console.log(
    `jobs started a second     ${(JOBS / ((performance.now() - startedMs) / 1000)).toFixed(1)}, until they run`,
  );
} finally {
  await Promise.all(ids.map((id) => fetch(`${origin}/api/v1/jobs/${id}/drop`, { method: "POST", headers })));
  for (const id of ids) while ((await fetch(`${origin}/api/v1/jobs/${id}`, { headers })).ok) await pause();
  server.kill("SIGTERM");
  await rm(dataDir, { recursive: true });
}

async function untilReady(): Promise<{ origin: string; token: string }> {
  for await (const line of createInterface({ input: server.stdout })) {
    const [, origin, token] = /^Jobdeck is ready: (http:\/\/[^/]+)\/#token=(.+)$/.exec(line) ?? [];
    if (origin !== undefined && token !== undefined) return { origin, token };
  }
  throw new Error("The server ended before it was ready.");
}

/** Resolves once the job runs. */
async function startJob(command: string): Promise<string> {
  const body = JSON.stringify({ image: IMAGE, command, preset_name: "tiny" });
  const answer = await fetch(`${origin}/api/v1/jobs?from_preset`, { method: "POST", headers, body });
  const { id, error } = (await answer.json()) as { id: string; error?: string };
  if (error !== undefined) throw new Error(error);
  ids.push(id);
  for (;;) {
    const { status } = (await (await fetch(`${origin}/api/v1/jobs/${id}`, { headers })).json()) as { status: string };
    if (status === "running") return id;
    if (status !== "pending") throw new Error(`The job is ${status}.`);
    await pause();
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50));
}

/** Resolves when the process has ended and all of its output is here. */
function exec(id: string, command: string): Promise<unknown> {
  const query = new URLSearchParams({ cmd: command, stdout: "1" });
  const address = `${origin.replace("http", "ws")}/api/v1/jobs/${id}/exec?${query}`;
  const socket = new WebSocket(address, ["v2.channels.neu.ro"], { headers });
  return new Promise((resolve, reject) => {
    socket.on("message", () => undefined);
    socket.on("close", resolve);
    socket.on("error", reject);
  });
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

async function medianOf(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < EXECS; index++) times.push(await timeOf(work));
  return times.sort((one, other) => one - other)[Math.floor(EXECS / 2)] ?? 0;
}

function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(0)} ms`;
}
