import { readFileSync, writeFileSync } from "node:fs";
import { totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JobPayload } from "../contract/job.ts";
import { canStopDaemons, stopDaemon } from "./engines/kubernetes/testing/clusterDaemons.ts";
import { kubectl, podOf, startClusterServer, type ClusterServer } from "./testing/clusterServer.ts";

const TIMEOUT_MS = 180_000;
const OUTAGE_MS = 30_000;
const TICKING = "sh -c 'i=0; while :; do i=$((i+1)); echo $i; sleep 0.2; done'";
const ENDS_WHEN_TOLD = "sh -c 'until [ -e /tmp/go ]; do sleep 0.1; done; exit 21'";

/**
 * Parts of the cluster itself that stop for half a minute, and what the API, and with it the app, says meanwhile. Nothing
 * else can be tested on the cluster at the same time, so this runs alone and only when it is asked for.
 */
describe.runIf(canStopDaemons && process.env.JOBDECK_TEST_OUTAGES)("a cluster whose", { timeout: TIMEOUT_MS }, () => {
  let server: ClusterServer;
  let ticking: JobPayload;

  beforeAll(async () => {
    server = await startClusterServer();
    ticking = await server.start({ command: TICKING });
    await server.untilStatus(ticking.id, "running");
  }, TIMEOUT_MS);
  afterAll(() => server?.dispose(), TIMEOUT_MS);

  test("API server stops is away and said to be: nothing is declared dead, new work is refused in words, all heals", async () => {
    const ends = await server.start({ command: ENDS_WHEN_TOLD });
    await server.untilStatus(ends.id, "running");
    await kubectl("exec", podOf(ends), "--", "sh", "-c", "(sleep 5; touch /tmp/go) >/dev/null 2>&1 &");
    const stoppedMs = Date.now();
    const apiServer = await stopDaemon("apiserver");
    try {
      const away = await server.untilHealth("away");
      expect(away.message).toMatch(
        /^The Kubernetes API server at https:\/\/127\.0\.0\.1:6443 does not answer \(.+\)\.$/,
      );
      expect(Math.abs(Date.parse(away.since ?? "") - stoppedMs)).toBeLessThan(10_000);
      const refused = await server.call("POST", "/jobs?from_preset", { image: "busybox", command: "true" });
      expect(refused).toMatchObject({
        status: 503,
        body: { error: expect.stringMatching(/does not answer.*Nothing can be started until it is back/) as string },
      });
      for (let leftMs = OUTAGE_MS; leftMs > 0; leftMs = stoppedMs + OUTAGE_MS - Date.now()) {
        for (const { id } of [ticking, ends]) expect((await server.job(id)).status).toBe("running");
        await delay(Math.min(leftMs, 2_000));
      }
    } finally {
      apiServer.start();
    }
    await server.untilHealth("ok");
    const failed = await server.untilStatus(ends.id, "failed");
    expect(failed.history.exit_code).toBe(21);
    // It ended while nobody could be asked, and is said to have ended then.
    expect(Date.parse(failed.history.finished_at ?? "") - stoppedMs).toBeLessThan(OUTAGE_MS);
    const after = await server.start({ command: "true" });
    await server.untilStatus(after.id, "succeeded");
  });

  test("kubelet stops leaves jobs as they are; those that are to end or start do so once it is back", async () => {
    const toEnd = await server.start({ command: "sleep 1000" });
    await server.untilStatus(toEnd.id, "running");
    const stoppedMs = Date.now();
    const kubelet = await stopDaemon("kubelet");
    let toStart: JobPayload;
    try {
      await server.call("DELETE", `/jobs/${toEnd.id}`);
      toStart = await server.start({ command: "true" });
      for (let leftMs = OUTAGE_MS; leftMs > 0; leftMs = stoppedMs + OUTAGE_MS - Date.now()) {
        expect((await server.job(ticking.id)).status).toBe("running");
        expect(["running", "pending"]).toContain((await server.job(toStart.id)).status);
        await delay(Math.min(leftMs, 2_000));
      }
    } finally {
      kubelet.start();
    }
    await server.untilStatus(toEnd.id, "cancelled");
    await server.untilStatus(toStart.id, "succeeded");

    // The log of what has run through both outages has no gap.
    await server.call("DELETE", `/jobs/${ticking.id}`);
    await server.untilStatus(ticking.id, "cancelled");
    const { body } = await server.call("GET", `/jobs/${ticking.id}/log`);
    const ticks = String(body).trim().split("\n").map(Number);
    expect(ticks.length).toBeGreaterThan(100);
    expect(ticks).toEqual(ticks.map((_, index) => index + 1));
  });

  test("node runs out of memory evicts jobs, in the kubelet's words", async () => {
    const victim = await server.start({ command: "sleep 1000" });
    await server.untilStatus(victim.id, "running");
    // The machine must not really be filled: this kubelet wants more to be free than there is.
    const path = join(server.dataDir, "kubelet.yaml");
    const greedy = [
      ...["evictionSoft:", `  memory.available: "${totalmem()}"`, "evictionSoftGracePeriod:"],
      ...['  memory.available: "1s"', "evictionMaxPodGracePeriod: 0", "evictionPressureTransitionPeriod: 1s", ""],
    ];
    const kubelet = await stopDaemon("kubelet");
    try {
      kubelet.start((argument) => {
        if (!argument.endsWith("kubelet.yaml")) return argument;
        writeFileSync(path, readFileSync(argument, "utf8") + greedy.join("\n"));
        return path;
      });
      const failed = await server.untilStatus(victim.id, "failed");
      expect(failed.history).toMatchObject({
        reason: "Evicted",
        description: expect.stringMatching(/low on resource: memory/) as string,
      });
    } finally {
      await stopDaemon("kubelet");
      kubelet.start();
    }
    const after = await server.start({ command: "true" });
    await server.untilStatus(after.id, "succeeded");
  });
});
