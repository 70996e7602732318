import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { PresetPayload } from "../../contract/config.ts";
import type { JobPayload } from "../../contract/job.ts";
import type { StartPayload } from "../../contract/start.ts";
import { isFinished, type JobStatus } from "../../contract/status.ts";
import { IMAGE, KUBECONFIG } from "../engines/kubernetes/testing/cluster.ts";
import { spawnMain, type SpawnedServer } from "./spawnedServer.ts";

const MEBIBYTE = 2 ** 20;
/** Small: a cluster for tests may have two processors. */
const PRESETS: readonly PresetPayload[] = [{ name: "tiny", cpu: 0.1, memory: 32 * MEBIBYTE }];
/** The API has no way to wait for a change: clients ask again. */
const POLL_MS = 100;

/** The built server with jobs on the cluster for tests. */
export interface ClusterServer {
  readonly dataDir: string;
  call(method: string, path: string, body?: unknown): Promise<{ readonly status: number; readonly body: unknown }>;
  /** Starts a job of the test image and expects 202. */
  start(request: Partial<StartPayload>): Promise<JobPayload>;
  job(id: string): Promise<JobPayload>;
  untilJob(id: string, isWanted: (job: JobPayload) => boolean): Promise<JobPayload>;
  /** Waits for a status; fails early when the job ended in another way. */
  untilStatus(id: string, status: JobStatus): Promise<JobPayload>;
  untilHealth(state: "ok" | "away"): Promise<{ readonly message?: string; readonly since?: string }>;
  /** Ends the server; jobs go on. */
  stop(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again over the same data. */
  boot(): Promise<void>;
  /** Drops every job, which deletes its pod, and what there is besides. */
  dispose(): Promise<void>;
}

export interface ClusterServerOptions {
  /** What `kubernetes.json` says. */
  readonly configuration?: object;
  readonly presets?: readonly PresetPayload[];
  /** How to reach the cluster, where that is not as all tests do. */
  readonly kubeconfigPath?: string;
}

export const kubectl = async (...words: string[]): Promise<string> =>
  (await promisify(execFile)("kubectl", ["--kubeconfig", KUBECONFIG ?? "", ...words])).stdout;

/** The pod of a job's first attempt. */
export const podOf = (job: Pick<JobPayload, "id">): string => `${job.id}-0`;

/** Starts a server over an empty data folder. */
export async function startClusterServer(options: ClusterServerOptions = {}): Promise<ClusterServer> {
  const { configuration = {}, presets = PRESETS, kubeconfigPath = KUBECONFIG } = options;
  const dataDir = await mkdtemp(join(tmpdir(), "jobdeck-cluster-"));
  await writeFile(join(dataDir, "presets.json"), JSON.stringify(presets));
  await writeFile(join(dataDir, "kubernetes.json"), JSON.stringify(configuration));
  const launch = () =>
    spawnMain(["--port", "0", "--data", dataDir, "--engine", "kubernetes"], { KUBECONFIG: kubeconfigPath });
  let server: SpawnedServer | undefined = await launch();

  async function call(method: string, path: string, body?: unknown) {
    if (!server) throw new Error("The server does not run.");
    const isJson = body !== undefined && !(body instanceof Uint8Array);
    const answer = await fetch(`${server.origin}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${server.token}`, ...(isJson && { "content-type": "application/json" }) },
      body: isJson ? JSON.stringify(body) : (body as BodyInit | undefined),
    });
    const text = await answer.text();
    return { status: answer.status, body: /^[[{]/.test(text) ? (JSON.parse(text) as unknown) : text };
  }

  const job = async (id: string) => (await call("GET", `/jobs/${id}`)).body as JobPayload;

  async function until<T>(ask: () => Promise<T>, isWanted: (answer: T) => boolean): Promise<T> {
    for (;;) {
      const answer = await ask();
      if (isWanted(answer)) return answer;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  const untilJob = (id: string, isWanted: (job: JobPayload) => boolean) => until(() => job(id), isWanted);

  async function stop(signal: NodeJS.Signals): Promise<void> {
    await server?.stop(signal);
    server = undefined;
  }

  return {
    ...{ dataDir, call, job, untilJob, stop },
    async start(request) {
      const { status, body } = await call("POST", "/jobs?from_preset", { image: IMAGE, ...request });
      if (status !== 202) throw new Error(`The start was answered with ${status}: ${JSON.stringify(body)}`);
      return body as JobPayload;
    },
    untilStatus: (id, wanted) =>
      untilJob(id, (now) => {
        if (now.status === wanted) return true;
        if (!isFinished(now.status as JobStatus)) return false;
        throw new Error(`${id} is ${now.status}, not ${wanted}: ${JSON.stringify(now.history)}`);
      }),
    untilHealth: (state) =>
      until(
        async () => (await call("GET", "/engine/health")).body as { state: string; message?: string; since?: string },
        (health) => health.state === state,
      ),
    async boot() {
      server = await launch();
    },
    async dispose() {
      server ??= await launch();
      const { body } = await call("GET", "/jobs");
      const { jobs } = body as { jobs: JobPayload[] };
      await Promise.all(jobs.map(({ id }) => call("DELETE", `/jobs/${id}`)));
      for (const { id } of jobs) {
        await untilJob(id, ({ status }) => isFinished(status as JobStatus));
        await call("POST", `/jobs/${id}/drop`);
        const gone = ({ status }: { status: number }) => status === 404;
        await until(() => call("GET", `/jobs/${id}`), gone);
      }
      await stop("SIGTERM");
      await rm(dataDir, { recursive: true });
    },
  };
}
