import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test, type TestContext } from "vitest";
import type { JobPayload } from "../contract/job.ts";
import { SUBPROTOCOL } from "../contract/subprotocols.ts";
import { connectEngine } from "./engines/docker/connection.ts";
import { createDockerEngine } from "./engines/docker/engine.ts";
import {
  containerImage,
  containersOf,
  enginePath,
  hasContainers,
  removeContainersOf,
} from "./engines/docker/testing/containerEngine.ts";
import { openEngineDoor } from "./engines/docker/testing/engineDoor.ts";
import { startSilentRegistry } from "./testing/silentRegistry.ts";
import { spawnMain, type SpawnedServer } from "./testing/spawnedServer.ts";
import { startTestServer, type TestServer } from "./testing/testServer.ts";
import { openTestSocket } from "../conformance/testing/testSocket.ts";

const PRESET = { name: "tiny", cpu: 0.2, memory: 64 * 2 ** 20 };
const TICKING = "sh -c 'i=0; while :; do i=$((i+1)); echo $i; sleep 0.1; done'";

/** Faults, and what a server with jobs in containers makes of them. */
describe.runIf(hasContainers)("jobs in containers", { timeout: 120_000, concurrent: true }, () => {
  test("outlive a crash of the server and an engine that is away when it comes back: nothing is declared dead", async ({
    expect,
    onTestFinished,
  }) => {
    const [dataDir, door] = [await makeFolder(onTestFinished), await openEngineDoor(enginePath())];
    onTestFinished(() => door.close());
    await door.shut();
    const boot = () => spawnMain(["--port", "0", "--data", dataDir, "--engine", "docker"], { DOCKER_HOST: door.host });
    let server = await boot();
    onTestFinished(async () => void (await server.stop("SIGKILL")));
    expect(server.output().stderr).toMatch(
      /The container engine at .* does not answer \(\w+\)\. Jobdeck waits for it\./,
    );
    expect(await untilHealth(server, "away")).toMatchObject({ message: expect.stringContaining(door.path) as string });
    const request = { image: containerImage, command: "true" };
    expect(await call(server, "POST", "/jobs?from_preset", request)).toMatchObject({
      ...{
        status: 503,
        body: { error: expect.stringMatching(/Nothing can be started until it is back\.$/) as string },
      },
    });
    await door.open();
    await untilHealth(server, "ok");

    const [goesOn, ends] = [
      await start(server, TICKING),
      await start(server, `sh -c 'trap "exit 21" USR1; while :; do sleep 0.1; done'`),
    ];
    for (const { id } of [goesOn, ends]) await untilJob(server, id, ({ status }) => status === "running");
    await server.stop("SIGKILL");
    await door.shut();
    const direct = connectEngine(enginePath());
    await direct.call("POST", `/containers/jobdeck-${ends.id}-0/kill`, { query: { signal: "SIGUSR1" } });
    await direct.call("POST", `/containers/jobdeck-${ends.id}-0/wait`);
    const endedByS = Date.now() / 1000;

    server = await boot();
    await untilHealth(server, "away");
    for (const { id } of [goesOn, ends]) expect((await jobOf(server, id)).status).toBe("running");
    await door.open();
    await untilHealth(server, "ok");
    const ended = await untilJob(server, ends.id, ({ status }) => status === "failed");
    expect(ended.history.exit_code).toBe(21);
    expect(Date.parse(ended.history.finished_at ?? "") / 1000).toBeLessThanOrEqual(endedByS);
    const url = `${server.origin.replace("http", "ws")}/api/v1/jobs/${goesOn.id}/top`;
    const top = openTestSocket(url, [SUBPROTOCOL.top, `bearer.apolo.us-${server.token}`]);
    expect(await top.until((text) => text.includes("memory_bytes"))).toContain('"cpu"');
    expect((await jobOf(server, goesOn.id)).status).toBe("running");
    await call(server, "DELETE", `/jobs/${goesOn.id}`);
    expect((await untilJob(server, goesOn.id, isOver)).status).toBe("cancelled");
    const { body } = await call(server, "GET", `/jobs/${goesOn.id}/log`);
    const ticks = String(body).trim().split("\n").map(Number);
    expect(ticks.length).toBeGreaterThan(5);
    expect(ticks).toEqual(ticks.map((_, index) => index + 1));
    for (const { id } of [goesOn, ends]) expect((await call(server, "POST", `/jobs/${id}/drop`)).status).toBe(204);
    expect(await containersOf(dataDir)).toEqual([]);
  });

  test("whose registry does not answer are pulling, and then have failed for that reason", async ({
    expect,
    onTestFinished,
  }) => {
    const server = await bootHere(onTestFinished, { registryPatienceMs: 2_000 });
    const image = await startSilentRegistry(onTestFinished);
    const { id } = await server.start({ command: "true", image });
    const pulling = await server.untilJob(id, ({ history }) => history.reason === "Pulling");
    expect(pulling).toMatchObject({ status: "pending", history: { description: `Pulling the image ${image}.` } });
    const failed = await server.untilStatus(id, "failed");
    const description = `The image ${image} could not be pulled: the registry has said nothing for 2 s.`;
    expect(failed.history).toMatchObject({ reason: "ErrImagePull", description });
  });

  test("start fifty at once, all of them, and leave nothing when they are dropped", async ({
    expect,
    onTestFinished,
  }) => {
    const server = await bootHere(onTestFinished);
    const command = "sh -c 'read line'";
    const jobs = await Promise.all(Array.from({ length: 50 }, () => server.start({ command, image: containerImage })));
    for (const { id } of jobs) await server.untilStatus(id, "running");
    await Promise.all(jobs.map(({ id }) => server.call("DELETE", `/api/v1/jobs/${id}`)));
    for (const { id } of jobs) expect((await server.untilJob(id, isOver)).status).toBe("cancelled");
    const drops = await Promise.all(jobs.map(({ id }) => server.call("POST", `/api/v1/jobs/${id}/drop`)));
    expect(new Set(drops.map(({ status }) => status))).toEqual(new Set([204]));
    expect(await containersOf(server.engineDir)).toEqual([]);
  });
});

type OnFinished = TestContext["onTestFinished"];

/** A folder for a server, of whose containers and files nothing is left after the test. */
async function makeFolder(onTestFinished: OnFinished): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), "jobdeck-containers-"));
  await writeFile(join(dataDir, "presets.json"), JSON.stringify([PRESET]));
  onTestFinished(async () => {
    await removeContainersOf(dataDir);
    await rm(dataDir, { recursive: true });
  });
  return dataDir;
}

/** A server in this process, with room for many jobs. */
async function bootHere(
  onTestFinished: OnFinished,
  options: { registryPatienceMs?: number } = {},
): Promise<TestServer & { engineDir: string }> {
  const engineDir = await makeFolder(onTestFinished);
  const makeEngine = () => {
    const engine = createDockerEngine({ dataDir: engineDir, host: process.env.DOCKER_HOST, ...options });
    return { ...engine, probe: async () => ({ ...(await engine.probe()), cpu: 64 }) };
  };
  const server = await startTestServer({ makeEngine, presets: [PRESET] });
  onTestFinished(() => server.dispose());
  return { ...server, engineDir };
}

async function call(server: SpawnedServer, method: string, path: string, body?: object) {
  const headers = { authorization: `Bearer ${server.token}`, ...(body && { "content-type": "application/json" }) };
  const answer = await fetch(`${server.origin}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
  const text = await answer.text();
  return { status: answer.status, body: (text.startsWith("{") ? JSON.parse(text) : text) as unknown };
}

async function start(server: SpawnedServer, command: string): Promise<JobPayload> {
  const { status, body } = await call(server, "POST", "/jobs?from_preset", { image: containerImage, command });
  if (status !== 202) throw new Error(`The start was answered with ${status}: ${JSON.stringify(body)}`);
  return body as JobPayload;
}

const jobOf = async (server: SpawnedServer, id: string) =>
  (await call(server, "GET", `/jobs/${id}`)).body as JobPayload;

const isOver = ({ status }: JobPayload) => ["succeeded", "failed", "cancelled"].includes(status);

async function untilJob(
  server: SpawnedServer,
  id: string,
  isWanted: (job: JobPayload) => boolean,
): Promise<JobPayload> {
  return until(async () => jobOf(server, id), isWanted);
}

async function untilHealth(server: SpawnedServer, state: string): Promise<unknown> {
  const ask = async () => (await call(server, "GET", "/engine/health")).body as { state: string };
  return until(ask, (health) => health.state === state);
}

/** The API has no way to wait for a change: clients ask again. */
async function until<T>(ask: () => Promise<T>, isWanted: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (isWanted(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
