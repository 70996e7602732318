import { afterAll, beforeAll, expect, it } from "vitest";
import { clusterHistory } from "../../../contract/clusterHistory.ts";
import { clusterState } from "../../../contract/cluster.ts";
import { parse } from "../../../contract/parse.ts";
import { topFrame } from "../../../contract/topMany.ts";
import { startScriptedServer } from "../../testing/scriptedServer.ts";
import { startRunning } from "../../testing/shell.ts";
import { startTestServer, type TestServer } from "../../testing/testServer.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ idleAfterMs: 1_000 });
});
afterAll(() => server.dispose());

/** The API cannot tell when it has looked: clients ask again. */
async function untilTrue<T>(read: () => Promise<T>, isEnough: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await read();
    if (isEnough(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function state(of = server) {
  const { status, body } = await of.call("GET", "/api/v1/cluster");
  expect(status).toBe(200);
  return parse(clusterState, body, "cluster");
}

it("measures the machine, and knows after a restart what it was", async () => {
  const now = await untilTrue(state, ({ machine }) => machine !== undefined);
  expect(now.machine?.cpuTotal).toBe(now.total.cpu);
  expect(now.machine?.memoryBytes).toBeGreaterThan(50 * 2 ** 20);
  expect(now.machine?.memoryBytes).toBeLessThanOrEqual(now.machine?.memoryTotalBytes ?? 0);
  expect(now.machine?.diskBytes).toBeLessThanOrEqual(now.machine?.diskTotalBytes ?? 0);
  const read = async () => {
    const { body } = await server.call("GET", "/api/v1/cluster/history");
    return parse(clusterHistory, body, "history");
  };
  const before = await untilTrue(read, ({ timestampsMs }) => timestampsMs.length > 0);
  expect(before.memoryBytes?.mean[0]).toBeGreaterThan(50 * 2 ** 20);
  expect(Object.keys(before.presets)).toContain("tiny");
  await server.restart();
  const after = await read();
  expect(after.timestampsMs[0]).toBe(before.timestampsMs[0]);
});

it("tells jobs that have printed nothing from those that have", async () => {
  const [quiet, loud] = [await startRunning(server, "sleep 600"), await startRunning(server, "echo here; sleep 600")];
  const { silentSinceMs } = await untilTrue(state, (now) => now.silentSinceMs[quiet] !== undefined);
  expect(silentSinceMs[loud]).toBeUndefined();
  expect(Date.now() - (silentSinceMs[quiet] ?? 0)).toBeGreaterThanOrEqual(1_000);
  await server.call("DELETE", `/api/v1/jobs/${quiet}`);
  await server.call("DELETE", `/api/v1/jobs/${loud}`);
});

it("sends the samples of picked jobs over one socket, what was before first", async () => {
  const ids = [await startRunning(server, "while :; do :; done"), await startRunning(server, "sleep 600")];
  const other = await startRunning(server, "sleep 600");
  const { socket, opened, closed, frames } = server.socket("top", "top.apolo.us");
  await opened;
  const read = () => frames.map((frame) => parse(topFrame, JSON.parse(frame.toString()), "frame"));
  const pick = (jobs: readonly string[]) => socket.send(JSON.stringify({ jobs }));
  const until = (isEnough: (all: ReturnType<typeof read>) => boolean) =>
    untilTrue(() => Promise.resolve(read()), isEnough);
  pick(ids);
  const both = await until((all) => all.filter(({ samples }) => Object.keys(samples ?? {}).length === 2).length >= 2);
  const busy = both.flatMap(({ samples }) => samples?.[ids[0] ?? ""]?.cpu ?? []);
  expect(Math.max(...busy)).toBeGreaterThan(0.2);
  expect(both.some(({ samples }) => samples?.[other])).toBe(false);
  pick([ids[0] ?? "", other]);
  const added = await until((all) => all.some(({ samples }) => samples?.[other]));
  const past = added.flatMap((frame) => frame.past?.[other] ?? []);
  expect(past.length).toBeLessThanOrEqual(1);
  // Whoever comes late is told of what was measured before.
  const late = server.socket("top", "top.apolo.us");
  await late.opened;
  late.socket.send(JSON.stringify({ jobs: ids }));
  await untilTrue(
    () => Promise.resolve(late.frames),
    ({ length }) => length > 0,
  );
  const first = parse(topFrame, JSON.parse(late.frames[0]?.toString() ?? ""), "frame");
  expect(Math.max(...(first.past?.[ids[0] ?? ""]?.cpu ?? []).map((cores) => cores ?? 0))).toBeGreaterThan(0.2);
  socket.send("nonsense");
  expect((await closed).code).toBe(1008);
  late.socket.close();
  for (const id of [...ids, other]) await server.call("DELETE", `/api/v1/jobs/${id}`);
});

it("knows who waits, in which place, and what is left of each preset", async () => {
  const scripted = await startScriptedServer();
  try {
    const running = await scripted.start("all");
    await scripted.untilRunning(running);
    const [normal, urgent] = [await scripted.start("one"), await scripted.start("one", { priority: "high" })];
    const now = await state(scripted.server);
    expect(now.queue).toEqual([urgent.id, normal.id]);
    expect(now.queueLength).toBe(2);
    expect(now.held.cpu).toBe(now.total.cpu);
    expect(now.presets.find(({ name }) => name === "one")).toMatchObject({ running: 0, waiting: 2, couldStart: 0 });
    expect(now.presets.find(({ name }) => name === "all")).toMatchObject({ running: 1, waiting: 0, most: 1 });
    expect(now.creditsPerHour).toBe(Number(running.price_credits_per_hour));
  } finally {
    await scripted.server.dispose();
  }
});
