import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sh, startRunning as startJob } from "../testing/shell.ts";
import { startTestServer, type TestServer } from "../testing/testServer.ts";

const MEBIBYTE = 1024 * 1024;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

const startRunning = (script: string, request = {}) => startJob(server, script, request);

const logSocket = (id: string, query = "separator=") => server.socket(`${id}/log_ws?${query}`, "logs.apolo.us");

describe("telemetry", () => {
  it("comes about once a second while the job runs, and ends with it", async () => {
    const id = await startRunning("sleep 2.5");
    const top = server.socket(`${id}/top`, "top.apolo.us");
    expect(await top.opened).toBe("top.apolo.us");
    expect((await top.closed).code).toBe(1000);
    const samples = top.frames.map((frame) => JSON.parse(String(frame)) as Record<string, number>);
    expect(samples.length).toBeGreaterThanOrEqual(1);
    for (const sample of samples) {
      expect(sample.memory_bytes).toBeGreaterThan(0);
      expect(sample.memory).toBeCloseTo((sample.memory_bytes ?? 0) / MEBIBYTE, 5);
      expect(Math.abs((sample.timestamp ?? 0) - Date.now() / 1000)).toBeLessThan(60);
      expect(sample.cpu).toBeGreaterThanOrEqual(0);
    }
    const late = await server.socket(`${id}/top`, "top.apolo.us").refused;
    expect(late).toMatchObject({ status: 404, body: { error: `Job '${id}' is not running.` } });
  });
});

describe("a signal", () => {
  it("is SIGKILL unless another is named", async () => {
    const id = await startRunning("sleep 100");
    expect((await server.call("POST", `/api/v1/jobs/${id}/kill`)).status).toBe(204);
    expect((await server.untilStatus(id, "failed")).history).toMatchObject({ reason: "Error", exit_code: 137 });
    const late = await server.call("POST", `/api/v1/jobs/${id}/kill`);
    expect([late.status, late.body]).toEqual([404, { error: `Job '${id}' is not running.` }]);
  });

  it.each(["10", "USR1", "SIGUSR1"])("may be named %s", async (signal) => {
    const id = await startRunning(`trap "exit 9" USR1; echo ready; while :; do sleep 0.05; done`);
    await logSocket(id).until((text) => text.includes("ready"));
    expect((await server.call("POST", `/api/v1/jobs/${id}/kill?signal=${signal}`)).status).toBe(204);
    expect((await server.untilStatus(id, "failed")).history.exit_code).toBe(9);
  });

  it("that does not exist is refused", async () => {
    const id = await startRunning("sleep 100");
    const refused = await server.call("POST", `/api/v1/jobs/${id}/kill?signal=SIGNOTHING`);
    expect(refused).toMatchObject({ status: 400, body: { field: "signal" } });
  });
});

describe("a closing server", () => {
  it("says goodbye to every socket and hears of none later", async () => {
    const own = await startTestServer();
    const { id } = await own.start({ command: sh("echo here; sleep 1000") });
    const log = own.socket(`${id}/log_ws`, "logs.apolo.us");
    await log.until((text) => text.includes("here"));
    const shell = own.socket(`${id}/exec?cmd=cat&stdin=1&stdout=1`, "v2.channels.neu.ro");
    await shell.opened;
    const http = await fetch(`${own.origin}/api/v1/jobs/${id}/log`, {
      headers: { authorization: `Bearer ${own.token}` },
    });
    const reader = http.body?.getReader();
    await reader?.read();
    await own.restart();
    expect(await log.closed).toEqual({ code: 1001, reason: "The server is stopping." });
    expect((await shell.closed).code).toBe(1001);
    await expect(reader?.read()).rejects.toThrow();
    const again = own.socket(`${id}/log_ws`, "logs.apolo.us");
    await again.until((text) => text.includes("here"));
    const closed = once(again.socket, "close");
    await own.dispose();
    await closed;
  });
});
