import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PresetPayload } from "../../contract/config.ts";
import type { JobPayload } from "../../contract/job.ts";
import type { StartPayload } from "../../contract/start.ts";
import { isFinished, type JobStatus } from "../../contract/status.ts";
import { createApp, type App } from "../app.ts";
import type { Engine } from "../engines/engine.ts";
import { createProcessEngine } from "../engines/process/engine.ts";
import { createLog } from "../http/log.ts";
import type { Clock } from "../platform/clock.ts";
import { createPlatform } from "../platform/platform.ts";
import { openTestSocket, type TestSocket } from "../../conformance/testing/testSocket.ts";

const SHIM = fileURLToPath(new URL("../../dist/server/shim.js", import.meta.url));
const MEBIBYTE = 1024 * 1024;
const POLL_MS = 25;

/** A preset so small that many jobs fit on any machine; what it says of processors is not enforced in tests. */
export const TINY_PRESET: PresetPayload = { name: "tiny", cpu: 0.1, memory: 128 * MEBIBYTE };

export interface TestServerOptions {
  /** The process engine on the same data folder when left out; called again by every restart. */
  readonly makeEngine?: () => Engine | Promise<Engine>;
  readonly clock?: Clock;
  readonly presets?: readonly PresetPayload[];
  readonly token?: string;
  readonly jobsQuota?: number;
  readonly turnMs?: number;
  readonly idleAfterMs?: number;
  readonly jobsDomain?: string;
  readonly appDir?: string;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

/** The real app on a free port over a temporary folder, and the calls that tests make. */
export interface TestServer {
  readonly app: App;
  readonly origin: string;
  readonly token: string;
  readonly dataDir: string;
  /** Calls with the right token; an object body travels as JSON. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Starts a job, `host` unless told otherwise, and expects 202. */
  start(request: Partial<StartPayload>): Promise<JobPayload>;
  job(idOrName: string): Promise<JobPayload>;
  untilJob(id: string, condition: (job: JobPayload) => boolean): Promise<JobPayload>;
  /** Waits for a status; fails early when the job ended in another way. */
  untilStatus(id: string, status: JobStatus): Promise<JobPayload>;
  /** Opens `API/jobs/{path}` with the right token. */
  socket(path: string, protocol: string): TestSocket;
  /** Closes the app and opens it again on the same folder. */
  restart(whileClosed?: () => void | Promise<void>): Promise<void>;
  /** Ends every job and deletes everything. */
  dispose(): Promise<void>;
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const dataDir = mkdtempSync(join(tmpdir(), "jobdeck-test-"));
  const token = options.token ?? "test-token";
  writeFileSync(join(dataDir, "presets.json"), JSON.stringify(options.presets ?? [TINY_PRESET]));
  let { app, origin } = await boot(dataDir, token, options);

  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
    });
    return { status: response.status, body: readJson(await response.text()), headers: response.headers };
  }

  async function untilJob(id: string, condition: (job: JobPayload) => boolean): Promise<JobPayload> {
    for (;;) {
      const { status, body } = await call("GET", `/api/v1/jobs/${id}`);
      if (status !== 200) throw new Error(`status of ${id} answered ${status}: ${JSON.stringify(body)}`);
      if (condition(body as JobPayload)) return body as JobPayload;
      // The API has no way to wait for a change: clients ask again.
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  return {
    get app() {
      return app;
    },
    get origin() {
      return origin;
    },
    token,
    dataDir,
    call,
    untilJob,
    async start(request) {
      const { status, body } = await call("POST", "/api/v1/jobs?from_preset", { image: "host", ...request });
      if (status !== 202) throw new Error(`start answered ${status}: ${JSON.stringify(body)}`);
      return body as JobPayload;
    },
    job: (idOrName) => untilJob(idOrName, () => true),
    untilStatus(id, status) {
      return untilJob(id, (job) => {
        if (job.status === status) return true;
        if (!isFinished(job.status as JobStatus)) return false;
        throw new Error(`${id} is ${job.status}, not ${status}: ${JSON.stringify(job.history)}`);
      });
    },
    socket(path, protocol) {
      const url = `${origin.replace("http", "ws")}/api/v1/jobs/${path}`;
      return openTestSocket(url, [protocol, `bearer.apolo.us-${token}`]);
    },
    async restart(whileClosed) {
      await app.close();
      await whileClosed?.();
      ({ app, origin } = await boot(dataDir, token, options));
    },
    async dispose() {
      const { body } = await call("GET", "/api/v1/jobs?status=pending&status=suspended&status=running");
      const { jobs } = body as { jobs: JobPayload[] };
      await Promise.all(jobs.map(({ id }) => call("POST", `/api/v1/jobs/${id}/kill`)));
      await Promise.all(jobs.map(({ id }) => call("DELETE", `/api/v1/jobs/${id}`)));
      await app.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function boot(dataDir: string, token: string, options: TestServerOptions) {
  const log = createLog("error");
  const engine =
    (await options.makeEngine?.()) ?? (await createProcessEngine({ dataDir, shimPath: SHIM, limitsCpu: false }));
  const { clock, jobsQuota, turnMs, idleAfterMs, jobsDomain } = options;
  const settings = { clock, jobsQuota, turnMs, idleAfterMs, jobsDomain };
  const backend = await createPlatform({ dataDir, engine, token, userName: "tester", log, ...settings });
  const appDir = options.appDir ?? join(dataDir, "no-app");
  const app = await createApp({ host: "127.0.0.1", port: 0, appDir, backend, log });
  const port = await app.listen();
  return { app, origin: `http://127.0.0.1:${port}` };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
