import { execFile } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine, EngineResources } from "../engine.ts";
import { KUBECONFIG, makeKubernetesEngine } from "./testing/cluster.ts";

const TIMEOUT_MS = 90_000;
/** A node that no kubelet stands behind, and that takes the pods of this test alone. */
const NODE = `capacity-${process.pid}`;
const TAINT = { key: "jobdeck-test", value: NODE, effect: "NoSchedule" };

const run = promisify(execFile);
const kubectl = (...words: string[]) => run("kubectl", ["--kubeconfig", KUBECONFIG ?? "", ...words]);

describe.runIf(KUBECONFIG)("a cluster that grows and shrinks", { timeout: TIMEOUT_MS }, () => {
  let fixture: Awaited<ReturnType<typeof makeKubernetesEngine>>;
  let engine: Engine;
  const path = join(tmpdir(), `${NODE}.json`);

  beforeAll(async () => {
    fixture = await makeKubernetesEngine({ presets: { grown: { tolerations: [TAINT] } } });
    ({ engine } = fixture);
  }, TIMEOUT_MS);

  afterAll(async () => {
    await kubectl("delete", "node", NODE, "--ignore-not-found");
    await kubectl("delete", "pod", NODE, "--ignore-not-found", "--force", "--grace-period=0", "--wait=false");
    await fixture?.dispose();
    await rm(path, { force: true });
  }, TIMEOUT_MS);

  /** Resolves with the capacity once it has so many cores more than `before`. */
  function untilGrownBy(cores: number, before: EngineResources): Promise<EngineResources> {
    return new Promise((resolve) => {
      const stop = engine.onResources?.((now) => {
        if (Math.abs(now.cpu - before.cpu - cores) > 0.001) return;
        stop?.();
        resolve(now);
      });
    });
  }

  async function make(object: object): Promise<void> {
    await writeFile(path, JSON.stringify({ apiVersion: "v1", ...object }));
    await kubectl("create", "-f", path);
  }

  test("is followed: nodes that come, are cordoned, and go", async () => {
    const before = await engine.probe();
    const grown = untilGrownBy(64, before);
    const allocatable = { cpu: "64", memory: "256Gi", pods: "10" };
    const conditions = [{ type: "Ready", status: "True" }];
    const metadata = { name: NODE };
    await make({ ...{ kind: "Node", metadata, spec: { taints: [TAINT] } }, status: { allocatable, conditions } });
    expect((await grown).largest).toMatchObject({ cpu: 64, memoryBytes: 256 * 2 ** 30 });

    const cordoned = untilGrownBy(0, before);
    await kubectl("cordon", NODE);
    await cordoned;

    const resources = { requests: { cpu: "2" } };
    const container = { name: "one", image: fixture.image, resources };
    await make({ kind: "Pod", metadata, spec: { nodeName: NODE, containers: [container] } });
    const uncordoned = untilGrownBy(62, before);
    await kubectl("uncordon", NODE);
    await uncordoned;

    const gone = untilGrownBy(0, before);
    await kubectl("delete", "node", NODE);
    await gone;
    expect(fixture.errors).toEqual([]);
  });
});
