import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";
import type { JobPayload } from "../../contract/job.ts";
import { launchServer, MAIN, type LaunchedServer } from "./launchServer.ts";
import { readTarget, type People, type Target } from "./target.ts";

const MEBIBYTE = 1024 * 1024;
/** Small, so that many jobs have room on any machine; in a container, large enough to start in time. */
function smallPresets(engine: string): readonly object[] {
  const share = engine === "process" ? { cpu: 0.1, memory: 128 * MEBIBYTE } : { cpu: 0.2, memory: 64 * MEBIBYTE };
  return [{ name: "tiny", ...share, credits_per_hour: "36" }];
}

/** Tests the server that is named, else one that is started for it and leaves nothing behind. */
export default async function globalSetup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const { JOBDECK_API_URL, JOBDECK_API_TOKEN = "", JOBDECK_API_ENGINE, JOBDECK_API_PID } = process.env;
  const engine = JOBDECK_API_ENGINE || "process";
  if (JOBDECK_API_URL) {
    const pid = JOBDECK_API_PID ? Number(JOBDECK_API_PID) : undefined;
    const target = await readTarget({ url: JOBDECK_API_URL, token: JOBDECK_API_TOKEN, engine, pid });
    sayWhatIsLeftOut(target);
    project.provide("target", target);
    return undefined;
  }
  const { server, dataDir, dispose } = await startOwnServer(engine);
  project.provide("target", await readTarget({ ...server, engine, people: await addPeople(dataDir) }));
  return () => dispose();
}

/** What is tested is said where it is less than everything: those tests are shown as skipped too. */
function sayWhatIsLeftOut({ url, isOwn, people }: Target): void {
  if (!isOwn) {
    console.log(
      `${url} is no Jobdeck (its config has no username). Not tested are the additions of Jobdeck's platform: pages of ` +
        "jobs, telemetry, tokens of jobs, and secrets, storage and disks.",
    );
  }
  if (!people) console.log("Not tested are the roles: that needs a server that the suite starts itself.");
}

/** Lets a reader and a user in, by the command line, while the server runs. */
async function addPeople(dataDir: string): Promise<People> {
  const add = async (role: keyof People) => {
    const words = [MAIN, "user", "add", role === "user" ? "some-user" : "some-reader", "--role", role];
    const { stdout } = await promisify(execFile)(process.execPath, [...words, "--data", dataDir]);
    return /^\S+\.\S+\.\S+$/m.exec(stdout)?.[0] ?? "";
  };
  return { reader: await add("reader"), user: await add("user") };
}

/** A server on an empty data folder. `dispose` ends and forgets the jobs, stops what serves the folder now and deletes it. */
export async function startOwnServer(
  engine: string,
  presets: readonly object[] = smallPresets(engine),
  flags: string[] = [],
): Promise<{ dataDir: string; server: LaunchedServer; dispose: (serving?: LaunchedServer) => Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), "jobdeck-conformance-"));
  await writeFile(join(dataDir, "presets.json"), JSON.stringify(presets));
  const server = await launchServer(dataDir, engine, flags);
  return {
    ...{ dataDir, server },
    async dispose(serving = server) {
      await endJobs(serving);
      await dropJobs(serving);
      await serving.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Forgets all jobs, which have ended: what an engine keeps of them would outlive the server's data. */
async function dropJobs({ url, token }: Pick<LaunchedServer, "url" | "token">): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const { jobs } = (await (await fetch(`${url}/api/v1/jobs`, { headers })).json()) as { jobs: JobPayload[] };
  await Promise.all(jobs.map(({ id }) => fetch(`${url}/api/v1/jobs/${id}/drop`, { method: "POST", headers })));
}

/** Kills what is left; a killed job is active until its last process has ended. */
export async function endJobs({ url, token }: Pick<LaunchedServer, "url" | "token">): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const active = `${url}/api/v1/jobs?status=pending&status=suspended&status=running`;
  for (;;) {
    const { jobs } = (await (await fetch(active, { headers })).json()) as { jobs: JobPayload[] };
    if (jobs.length === 0) return;
    await Promise.all(jobs.map(({ id }) => fetch(`${url}/api/v1/jobs/${id}`, { method: "DELETE", headers })));
  }
}
