import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Engine, EngineResources } from "../engine.ts";
import { KUBECONFIG, makeKubernetesEngine } from "./testing/cluster.ts";

const TIMEOUT_MS = 90_000;
/** Nodes that no kubelet stands behind, and that take the pods of this test alone. */
const LABELS = { "jobdeck-test": `capacity-${process.pid}` };
const TAINT = { key: "jobdeck-test", value: `capacity-${process.pid}`, effect: "NoSchedule" };

const run = promisify(execFile);
const kubectl = (...words: string[]) => run("kubectl", ["--kubeconfig", KUBECONFIG ?? "", ...words]);

describe.runIf(KUBECONFIG)("a cluster that grows and shrinks", { timeout: TIMEOUT_MS }, () => {
  let fixture: Awaited<ReturnType<typeof makeKubernetesEngine>>;
  let engine: Engine;
  let tries = 0;

  beforeAll(async () => {
    // Of the other nodes nothing counts, where other tests' pods come and go.
    fixture = await makeKubernetesEngine({ placement: { nodeSelector: LABELS, tolerations: [TAINT] } });
    ({ engine } = fixture);
  }, TIMEOUT_MS);
  afterAll(() => fixture?.dispose(), TIMEOUT_MS);

  /** Resolves with the capacity once it has so many cores. */
  function untilCores(cores: number): Promise<EngineResources> {
    return new Promise((resolve) => {
      const stop = engine.onResources?.((now) => {
        if (Math.abs(now.cpu - cores) > 0.001) return;
        stop?.();
        resolve(now);
      });
    });
  }

  async function make(object: object): Promise<void> {
    const path = join(fixture.dataDir, "object.json");
    await writeFile(path, JSON.stringify({ apiVersion: "v1", ...object }));
    await kubectl("create", "-f", path);
  }

  test("is followed: nodes that come, are cordoned, and go", async () => {
    const name = `capacity-${process.pid}-${tries++}`;
    onTestFinished(async () => {
      await kubectl("delete", "node", name, "--ignore-not-found");
      await kubectl("delete", "pod", name, "--ignore-not-found", "--force", "--grace-period=0", "--wait=false");
    });
    expect((await engine.probe()).cpu).toBe(0);
    const grown = untilCores(64);
    const allocatable = { cpu: "64", memory: "256Gi", pods: "10" };
    const conditions = [{ type: "Ready", status: "True" }];
    const metadata = { name, labels: LABELS };
    await make({ ...{ kind: "Node", metadata, spec: { taints: [TAINT] } }, status: { allocatable, conditions } });
    expect((await grown).largest).toMatchObject({ cpu: 64, memoryBytes: 256 * 2 ** 30 });

    const cordoned = untilCores(0);
    await kubectl("cordon", name);
    await cordoned;

    const resources = { requests: { cpu: "2" } };
    const container = { name: "one", image: fixture.image, resources };
    await make({ kind: "Pod", metadata: { name }, spec: { nodeName: name, containers: [container] } });
    const uncordoned = untilCores(62);
    await kubectl("uncordon", name);
    await uncordoned;

    const gone = untilCores(0);
    await kubectl("delete", "node", name);
    await gone;
    expect(fixture.errors).toEqual([]);
  });
});
