import { describe, expect, test } from "vitest";
import type { RunSpec } from "../engine.ts";
import type { KubernetesConfiguration } from "./configuration.ts";
import { checkSpec, podNameOf, podOf, secretOf, type PodContext } from "./podSpec.ts";

const contextOf = (configuration: KubernetesConfiguration = {}, more: Partial<PodContext> = {}): PodContext => ({
  ...{ instance: "here", configuration, allowPrivileged: false, dataDir: "/data", gpuAt: () => undefined },
  ...more,
});

const specOf = (more: Partial<RunSpec> = {}): RunSpec => ({
  ...{ runId: "job-1-0", image: "busybox:1", env: {}, tty: false },
  resources: { cpu: 0.5, memoryBytes: 64 * 1024 ** 2, shm: false, gpus: [] },
  ...more,
});

const containerOf = (spec: RunSpec, context = contextOf()) => podOf(spec, context).spec?.containers[0];

describe("a pod", () => {
  test("takes words and variables as they are, also where Kubernetes would replace something in them", () => {
    const spec = specOf({ entrypoint: ["sh", "-c"], command: ["echo $$ $(HOME)"], env: { PRICE: "$(5)$" } });
    expect(containerOf(spec)).toMatchObject({
      command: ["sh", "-c"],
      args: ["echo $$$$ $$(HOME)"],
      env: [
        { name: "PRICE", value: "$$(5)$$" },
        { name: "JOBDECK_RUN_ID", value: "job-1-0" },
      ],
    });
  });

  test("without words runs the image's own, and with an entrypoint alone none of the image's", () => {
    expect(containerOf(specOf())).toMatchObject({ command: undefined, args: undefined });
    expect(containerOf(specOf({ entrypoint: ["sh"] }))).toMatchObject({ command: ["sh"], args: [] });
  });

  test("asks for exactly what it may use, with the name of its GPUs' maker", () => {
    const gpuAt = (index: number) => ({ resource: index < 2 ? "nvidia.com/gpu" : "amd.com/gpu", product: "A100" });
    const spec = specOf({ resources: { cpu: 1.5, memoryBytes: 1024, shm: true, gpus: [0, 1] } });
    const amounts = { cpu: "1500m", memory: "1024", "nvidia.com/gpu": "2" };
    const pod = podOf(spec, contextOf({}, { gpuAt }));
    expect(pod.spec?.containers[0]?.resources).toEqual({ requests: amounts, limits: amounts });
    expect(pod.spec?.volumes).toEqual([{ name: "shm", emptyDir: { medium: "Memory", sizeLimit: "1024" } }]);
  });

  test("names secrets, whose values are in the secret alone", () => {
    const spec = specOf({
      env: { OPEN: "yes", KEY: "not this one" },
      secretEnv: { KEY: "s3cret" },
      secretFiles: [{ containerPath: "/etc/key", content: Buffer.from("file") }],
    });
    const pod = podOf(spec, contextOf());
    expect(JSON.stringify(pod)).not.toMatch(/s3cret|not this one/);
    expect(pod.spec?.containers[0]?.volumeMounts).toEqual([
      { name: "secrets", mountPath: "/etc/key", subPath: "file-0", readOnly: true },
    ]);
    const base64 = (text: string) => Buffer.from(text).toString("base64");
    expect(secretOf(spec, contextOf())?.data).toEqual({ "env-0": base64("s3cret"), "file-0": base64("file") });
    expect(secretOf(specOf(), contextOf())).toBeUndefined();
  });

  test("mounts parts of the data folder, from a claim or a folder of the nodes, and nothing else", () => {
    const mount = { hostPath: "/data/storage/me", containerPath: "/mnt", readOnly: true };
    const spec = specOf({ mounts: [mount] });
    const claimed = podOf(spec, contextOf({ data: { claim: "jobs" } })).spec;
    expect(claimed?.volumes).toEqual([{ name: "data", persistentVolumeClaim: { claimName: "jobs" } }]);
    const mounted = [{ name: "data", mountPath: "/mnt", subPath: "storage/me", readOnly: true }];
    expect(claimed?.containers[0]?.volumeMounts).toEqual(mounted);
    const onNodes = podOf(spec, contextOf({ data: { nodePath: "/srv" } })).spec;
    expect(onNodes?.volumes).toEqual([{ name: "data", hostPath: { path: "/srv", type: "Directory" } }]);
    expect(() => podOf(spec, contextOf())).toThrow(/kubernetes\.json/);
    const outside = specOf({ mounts: [{ ...mount, hostPath: "/etc" }] });
    expect(() => podOf(outside, contextOf({ data: { claim: "jobs" } }))).toThrow(/not in the data folder/);
  });

  test("goes where its preset says, besides what holds for all", () => {
    const configuration = {
      imagePullSecrets: ["registry"],
      placement: { nodeSelector: { pool: "jobs" }, tolerations: [{ key: "jobs" }], priorityClassName: "low" },
      presets: { large: { nodeSelector: { size: "large" }, tolerations: [{ key: "gpu" }], priorityClassName: "high" } },
    };
    expect(podOf(specOf({ profile: "large" }), contextOf(configuration)).spec).toMatchObject({
      imagePullSecrets: [{ name: "registry" }],
      nodeSelector: { pool: "jobs", size: "large" },
      tolerations: [{ key: "jobs" }, { key: "gpu" }],
      priorityClassName: "high",
    });
    expect(podOf(specOf({ profile: "small" }), contextOf(configuration)).spec?.priorityClassName).toBe("low");
  });
});

test("a run's id is its pod's name where that can be one", () => {
  expect(podNameOf("job-1-0")).toBe("job-1-0");
  for (const id of ["Upper-0", "x".repeat(64), "ends-"]) expect(podNameOf(id)).toMatch(/^run-[0-9a-f]{40}$/);
});

test.each(["python:3.12-slim", "docker.io/local/busybox:1", "host:5000/a/b@sha256:abc", "ghcr.io/Owner/image:Tag"])(
  "%s may be an image's name",
  (image) => {
    if (image.includes("Owner")) expect(() => checkSpec(specOf({ image }), contextOf())).toThrow(/name of an image/);
    else checkSpec(specOf({ image }), contextOf());
  },
);

test("privileged runs need the operator's word", () => {
  const spec = specOf({ privileged: true });
  expect(() => checkSpec(spec, contextOf())).toThrow(/--allow-privileged/);
  checkSpec(spec, contextOf({}, { allowPrivileged: true }));
  expect(containerOf(spec)).toMatchObject({ securityContext: { privileged: true } });
});
