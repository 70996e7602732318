import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createManualClock, type ManualClock } from "../testing/manualClock.ts";
import { sh } from "../testing/shell.ts";
import { startTestServer, type TestServer } from "../testing/testServer.ts";

/** More than a count of its own takes, many times over. */
const WATCHED_MS = 400;

let server: TestServer;
let clock: ManualClock;
beforeAll(async () => {
  clock = createManualClock(Date.now());
  const machine = { name: "turns", cpu: availableParallelism(), memory: 64 * 1024 * 1024, scheduler_enabled: true };
  server = await startTestServer({ clock, presets: [machine], turnMs: 30_000 });
});
afterAll(() => server.dispose());

/** A job whose process, and a child of it in a session of its own, each make a file grow. */
async function startCounting(name: string) {
  const paths = ["parent", "child"].map((who) => join(server.dataDir, `${name}-${who}`));
  const [parent, child] = paths.map((path) => `while :; do echo x >> ${path}; sleep 0.02; done`);
  const { id } = await server.start({ command: sh(`setsid sh -c "${child}" & ${parent}`) });
  const sizes = () => paths.map((path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0);
  return {
    id,
    sizes,
    async untilBothGrow() {
      const before = sizes();
      await expect
        .poll(() => sizes().every((size, index) => size > (before[index] ?? 0)), { timeout: 10_000 })
        .toBe(true);
    },
    async expectStill() {
      const before = sizes();
      await delay(WATCHED_MS);
      expect(sizes()).toEqual(before);
    },
  };
}

it("real processes stand still while it is another's turn, and go on in their own", async () => {
  const first = await startCounting("first");
  await server.untilStatus(first.id, "running");
  await first.untilBothGrow();
  const second = await startCounting("second");
  clock.advance(29_999);
  await first.untilBothGrow();
  expect(second.sizes()).toEqual([0, 0]);

  clock.advance(1);
  await server.untilStatus(second.id, "running");
  expect((await server.job(first.id)).status).toBe("suspended");
  await first.expectStill();
  await second.untilBothGrow();

  await server.restart();
  await first.expectStill();
  await second.untilBothGrow();

  clock.advance(30_000);
  await server.untilStatus(second.id, "suspended");
  await server.untilStatus(first.id, "running");
  await first.untilBothGrow();
  await second.expectStill();

  await server.call("DELETE", `/api/v1/jobs/${second.id}`);
  await server.untilStatus(second.id, "cancelled");
  await second.expectStill();
  await first.untilBothGrow();
}, 60_000);

it("the log of a suspended job can be read and goes on with it", async () => {
  const { jobs } = (await server.call("GET", "/api/v1/jobs?status=running")).body as { jobs: { id: string }[] };
  for (const { id } of jobs) await server.call("DELETE", `/api/v1/jobs/${id}`);
  const { id } = await server.start({ command: sh("i=0; while :; do i=$((i+1)); echo $i; sleep 0.02; done") });
  const log = server.socket(`${id}/log_ws`, "logs.apolo.us");
  await log.until((text) => text.includes("\n5\n"));
  const other = await server.start({ command: "sleep 1000" });
  clock.advance(30_000);
  await server.untilStatus(id, "suspended");
  const late = server.socket(`${id}/log_ws?separator=`, "logs.apolo.us");
  await late.until((text) => text.includes("\n5\n"));
  await server.call("DELETE", `/api/v1/jobs/${other.id}`);
  await server.untilStatus(id, "running");
  const last = Number(String(Buffer.concat(late.frames)).trim().split("\n").at(-1));
  for (const reader of [log, late]) await reader.until((text) => text.includes(`\n${last + 5}\n`));
}, 60_000);
