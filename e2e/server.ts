import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { WebSocket } from "ws";
import { ACTIVE_STATUSES, isFinished, type JobStatus } from "../contract/status.ts";
import type { UserRole } from "../contract/roles.ts";
import type { StartPayload } from "../contract/start.ts";
import type { Job } from "../contract/job.ts";
import { createJobsClient } from "../src/api/client.ts";
import type { JobsClient } from "../src/api/jobsClient.ts";

const MAIN = fileURLToPath(new URL("../dist/server/main.js", import.meta.url));
const READY = /^Jobdeck is ready: (http:\/\/[^/]+)\/#token=(.+)$/;

/** What runs the jobs: the story is told on every engine. */
export const ENGINE = process.env.JOBDECK_E2E_ENGINE || "process";
/** An image with a shell. */
export const IMAGE = ENGINE === "process" ? "host" : (process.env.JOBDECK_E2E_IMAGE ?? "docker.io/local/busybox:1");

/** What a server finds when it boots for the first time. */
export interface ServerSetup {
  /** Writes what it needs into its data folder. */
  readonly prepare?: (dataDir: string) => Promise<void> | void;
  /** Flags beside those that every server of a test has. */
  readonly flags?: readonly string[];
}

/** A real server of its own: a process, a data folder, and a client that looks in from outside the browser. */
export class JobdeckServer {
  #process: ChildProcess | undefined;
  #port = 0;
  #flags: readonly string[] = [];
  origin = "";
  token = "";

  private constructor(readonly dataDir: string) {}

  /** Boots a server on a free port and a data folder that is empty but for what is prepared. */
  static async start({ prepare, flags }: ServerSetup = {}): Promise<JobdeckServer> {
    const server = new JobdeckServer(await mkdtemp(join(tmpdir(), "jobdeck-e2e-")));
    await prepare?.(server.dataDir);
    await server.boot(flags);
    return server;
  }

  /** The ready-made link that the server printed. */
  get link(): string {
    return `${this.origin}/#token=${this.token}`;
  }

  /** The process id of the server that runs. */
  get pid(): number {
    const pid = this.#process?.pid;
    if (pid === undefined) throw new Error("The server is not running");
    return pid;
  }

  get client(): JobsClient {
    return this.clientOf(this.token);
  }

  /** A client of whoever has the token. */
  clientOf(token: string): JobsClient {
    return createJobsClient({
      origin: this.origin,
      token: () => token,
      WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
    });
  }

  /** Lets somebody in, as the one who runs the server does, while it runs. @returns the new token */
  async addUser(name: string, role: UserRole): Promise<string> {
    const args = [MAIN, "user", "add", name, "--role", role, "--data", this.dataDir];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const token = /#token=(\S+)/.exec(stdout)?.[1];
    if (token === undefined) throw new Error(`No token was printed: ${stdout}`);
    return token;
  }

  /** Boots the server again, on the same port and data folder; with the same other flags unless told otherwise. */
  async boot(flags = this.#flags): Promise<void> {
    this.#flags = flags;
    // Many jobs of small shares run at once in tests, and must not be as slow as these.
    const own = ["--port", String(this.#port), "--data", this.dataDir, "--engine", ENGINE, "--cpu-limits", "off"];
    const args = [MAIN, ...own, ...flags];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    this.#process = child;
    for await (const line of createInterface({ input: child.stdout })) {
      const match = READY.exec(line);
      if (!match?.[1] || !match[2]) continue;
      this.origin = match[1];
      this.token = match[2];
      this.#port = Number(new URL(this.origin).port);
      return;
    }
    throw new Error("The server ended before it was ready");
  }

  /** Stops the server; jobs go on. `SIGKILL` is the crash that nobody can prepare for. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null) return;
    const exit = once(child, "exit");
    child.kill(signal);
    await exit;
  }

  /** Starts a job; the engine's image and the small preset unless told otherwise. */
  async run(request: Partial<StartPayload> & { command: string }): Promise<Job> {
    return await this.client.start({ image: IMAGE, preset_name: "cpu-small", ...request });
  }

  /** Waits until the job has the status, and fails early when it ended in another way. */
  async untilStatus(id: string, wanted: JobStatus): Promise<Job> {
    for (;;) {
      const job = await this.client.status(id);
      if (job.status === wanted) return job;
      if (isFinished(job.status)) throw new Error(`Job ${id} is ${job.status}: ${job.history.description ?? ""}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Kills every job that is left, stops the server and deletes its data, and with it what the engine keeps of jobs. */
  async dispose(): Promise<void> {
    if (this.#process === undefined) await this.boot();
    await this.endJobs();
    if (ENGINE !== "process") await this.#dropJobs();
    await this.stop();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  /** Kills every job that is left. */
  async endJobs(): Promise<void> {
    for (let left = await this.#active(); left.length > 0; left = await this.#active()) {
      await Promise.all(left.map((job) => this.client.kill(job.id)));
    }
  }

  async #dropJobs(): Promise<void> {
    const ids: string[] = [];
    for await (const { id } of this.client.list()) ids.push(id);
    await Promise.all(ids.map((id) => this.client.drop(id)));
  }

  /** A killed job is active until its last process has ended. */
  async #active(): Promise<Job[]> {
    const jobs: Job[] = [];
    for await (const job of this.client.list({ statuses: ACTIVE_STATUSES })) jobs.push(job);
    return jobs;
  }
}
