import { afterAll, beforeAll, expect, it } from "vitest";
import { parse } from "../../contract/parse.ts";
import { telemetryHistory } from "../../contract/telemetryHistory.ts";
import { startRunning } from "../testing/shell.ts";
import { startTestServer, type TestServer } from "../testing/testServer.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

async function history(id: string, query = "") {
  const { status, body } = await server.call("GET", `/api/v1/jobs/${id}/telemetry${query}`);
  expect(status).toBe(200);
  return parse(telemetryHistory, body, "telemetry history");
}

/** The API cannot tell when it has measured: clients ask again. */
async function untilMeasured(id: string, count: number) {
  for (;;) {
    const answer = await history(id);
    if (answer.timestampsMs.length >= count) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

it("keeps what a job used, over a restart of the server and after its end", async () => {
  const id = await startRunning(server, "while :; do :; done");
  const live = await untilMeasured(id, 3);
  expect(live.stepMs).toBe(1_000);
  await server.restart();
  const more = await untilMeasured(id, live.timestampsMs.length + 2);
  expect(more.timestampsMs.slice(0, live.timestampsMs.length)).toEqual(live.timestampsMs);
  expect(more.cpu.mean.slice(0, live.timestampsMs.length)).toEqual(live.cpu.mean);
  expect(new Set(more.timestampsMs).size).toBe(more.timestampsMs.length);

  await server.call("DELETE", `/api/v1/jobs/${id}`);
  await server.untilStatus(id, "cancelled");
  const ended = await history(id);
  expect(ended.timestampsMs.length).toBeGreaterThanOrEqual(more.timestampsMs.length);
  expect(Math.max(...ended.cpu.max.map((cores) => cores ?? 0))).toBeGreaterThan(0.2);
  expect(ended.memoryBytes.min.every((bytes) => (bytes ?? 0) > 0)).toBe(true);

  const middle = new Date(ended.timestampsMs[1] ?? 0).toISOString();
  expect((await history(id, `?since=${middle}&until=${middle}`)).timestampsMs).toEqual([ended.timestampsMs[1]]);

  await server.call("POST", `/api/v1/jobs/${id}/drop`);
  expect((await server.call("GET", `/api/v1/jobs/${id}/telemetry`)).status).toBe(404);
});

it("refuses a question that cannot be answered", async () => {
  const id = await startRunning(server, "true");
  for (const [query, field] of [
    ["?steps=0", "steps"],
    ["?steps=many", "steps"],
    ["?since=soon", "since"],
    ["?since=2026-01-02&until=2026-01-01", "until"],
  ]) {
    const { status, body } = await server.call("GET", `/api/v1/jobs/${id}/telemetry${query}`);
    expect([status, (body as { field: string }).field]).toEqual([400, field]);
  }
});
