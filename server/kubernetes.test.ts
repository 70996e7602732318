import { afterAll, beforeAll, describe, test } from "vitest";
import type { JobPayload } from "../contract/job.ts";
import { openBrokenWay } from "./engines/kubernetes/testing/brokenWay.ts";
import { KUBECONFIG } from "./engines/kubernetes/testing/cluster.ts";
import { kubectl, podOf, startClusterServer, type ClusterServer } from "./testing/clusterServer.ts";
import { startSilentRegistry } from "./testing/silentRegistry.ts";

const TIMEOUT_MS = 150_000;
const MEBIBYTE = 2 ** 20;
/** A label that no node has until a test gives it. */
const POOL = `pool-${process.pid}`;
const TINY = { name: "tiny", cpu: 0.1, memory: 32 * MEBIBYTE };
const TICKING = "sh -c 'i=0; while :; do i=$((i+1)); echo $i; sleep 0.2; done'";
const ENDS_WHEN_TOLD = "sh -c 'until [ -e /tmp/go ]; do sleep 0.1; done; exit 21'";

/** What goes wrong on a cluster, and what the API, and with it the app, says of it. */
describe.runIf(KUBECONFIG).concurrent("jobs on Kubernetes", { timeout: TIMEOUT_MS }, () => {
  let server: ClusterServer;

  beforeAll(async () => {
    const presets = [TINY, { ...TINY, name: "elsewhere" }];
    const configuration = { presets: { elsewhere: { nodeSelector: { [POOL]: "yes" } } } };
    server = await startClusterServer({ presets, configuration });
  }, TIMEOUT_MS);
  afterAll(() => server?.dispose(), TIMEOUT_MS);

  test("outlive a crash of the server and a cluster that is away when it comes back: nothing is declared dead", async ({
    expect,
    onTestFinished,
  }) => {
    const way = await openBrokenWay(KUBECONFIG ?? "");
    onTestFinished(() => way.dispose());
    way.cut();
    const own = await startClusterServer({ kubeconfigPath: way.kubeconfigPath });
    onTestFinished(() => (way.mend(), own.dispose()));
    expect((await own.untilHealth("away")).message).toMatch(/^The Kubernetes API server at .* does not answer/);
    expect(await own.call("POST", "/jobs?from_preset", { image: "x", command: "true" })).toMatchObject({
      ...{ status: 503, body: { error: expect.stringMatching(/Nothing can be started until it is back/) as string } },
    });
    way.mend();
    await own.untilHealth("ok");
    const goesOn = await own.start({ command: TICKING });
    const ends = await own.start({ command: ENDS_WHEN_TOLD });
    for (const { id } of [goesOn, ends]) await own.untilStatus(id, "running");
    await own.stop("SIGKILL");
    await kubectl("exec", podOf(ends), "--", "touch", "/tmp/go");
    await kubectl("wait", "pod", podOf(ends), "--for=condition=Ready=false", "--timeout=60s");
    const endedByMs = Date.now();
    way.cut();
    await own.boot();
    await own.untilHealth("away");
    for (const { id } of [goesOn, ends]) expect((await own.job(id)).status).toBe("running");
    way.mend();
    await own.untilHealth("ok");
    const failed = await own.untilStatus(ends.id, "failed");
    expect(failed.history.exit_code).toBe(21);
    expect(Date.parse(failed.history.finished_at ?? "")).toBeLessThanOrEqual(endedByMs);
    expect((await own.job(goesOn.id)).status).toBe("running");
    await own.call("DELETE", `/jobs/${goesOn.id}`);
    await own.untilStatus(goesOn.id, "cancelled");
    const { body } = await own.call("GET", `/jobs/${goesOn.id}/log`);
    const ticks = String(body).trim().split("\n").map(Number);
    expect(ticks.length).toBeGreaterThan(5);
    expect(ticks).toEqual(ticks.map((_, index) => index + 1));
  });

  test("say why no node takes them, and start once one does", async ({ expect, onTestFinished }) => {
    const job = await server.start({ command: "true", preset_name: "elsewhere" });
    const waiting = await server.untilJob(job.id, ({ history }) => /node/.test(history.description ?? ""));
    expect(waiting).toMatchObject({
      status: "pending",
      history: {
        reason: "Scheduling",
        description: expect.stringMatching(/^0\/\d+ nodes are available: ./) as string,
      },
    });
    onTestFinished(async () => void (await kubectl("label", "node", "--all", `${POOL}-`)));
    await kubectl("label", "node", "--all", `${POOL}=yes`);
    await server.untilStatus(job.id, "succeeded");
  });

  test("whose pod somebody deletes have failed for that reason", async ({ expect }) => {
    const job = await server.start({ command: "sleep 1000" });
    await server.untilStatus(job.id, "running");
    await kubectl("delete", "pod", podOf(job), "--grace-period=0", "--force", "--wait=false");
    const failed = await server.untilStatus(job.id, "failed");
    expect(failed.history).toMatchObject({
      reason: "NotFound",
      description: expect.stringContaining("pod is gone") as string,
    });
  });

  test("that take more memory than they have are killed for it", async ({ expect }) => {
    const job = await server.start({ command: "tail -c 200000000 /dev/zero" });
    const failed = await server.untilStatus(job.id, "failed");
    expect(failed.history).toMatchObject({
      ...{ reason: "OOMKilled", exit_code: 137, description: "The job used more memory than it may. (Exit code: 137)" },
    });
  });

  test("whose image cannot be pulled say so in the registry's words for as long as it is tried", async ({ expect }) => {
    const job = await server.start({ command: "true", image: "127.0.0.1:9/no/such:image" });
    const describes = (reason: string) => (now: JobPayload) => now.history.reason === reason;
    const words = expect.stringMatching(/127\.0\.0\.1:9.*refused/s) as string;
    for (const reason of ["ErrImagePull", "ImagePullBackOff"]) {
      const waiting = await server.untilJob(job.id, describes(reason));
      expect(waiting).toMatchObject({ status: "pending", history: { description: words } });
    }
    await server.call("DELETE", `/jobs/${job.id}`);
    await server.untilStatus(job.id, "cancelled");
  });

  test("whose registry is silent are pulling, and can be given up", async ({ expect, onTestFinished }) => {
    const image = await startSilentRegistry(onTestFinished);
    const job = await server.start({ command: "true", image });
    const pulling = await server.untilJob(job.id, ({ history }) => history.reason === "Pulling");
    expect(pulling).toMatchObject({ status: "pending", history: { description: `Pulling image "${image}"` } });
    await server.call("DELETE", `/jobs/${job.id}`);
    await server.untilStatus(job.id, "cancelled");
  });

  test("start fifty at once: each says what it waits for, and all end well", async ({ expect }) => {
    const jobs = await Promise.all(Array.from({ length: 50 }, () => server.start({ command: "true" })));
    const last = await server.untilJob(jobs.at(-1)?.id ?? "", ({ status, history }) => {
      return status !== "pending" || (history.description ?? "") !== "";
    });
    expect(last.history).toMatchObject({ reason: "Scheduling" });
    expect(last.history.description).toMatch(/^Waiting for 0\.1 CPUs: [\d.]+ of [\d.]+ are free\.$/);
    const { body } = await server.call("GET", "/cluster");
    expect((body as { queue: string[] }).queue).toContain(last.id);
    for (const { id } of jobs) await server.untilStatus(id, "succeeded");
  });
});
