import { createHash } from "node:crypto";
import { posix, relative, sep } from "node:path";
import type { V1EnvVar, V1Pod, V1Secret, V1Volume, V1VolumeMount } from "@kubernetes/client-node";
import { EngineError, type Mount, type RunSpec } from "../engine.ts";
import { placementOf, serviceOf, type KubernetesConfiguration } from "./configuration.ts";

/** The name of the job's container in its pod. */
export const CONTAINER = "job";

export const LABEL = {
  instance: "jobdeck.dev/instance",
  managedBy: "app.kubernetes.io/managed-by",
  /** Of a secret whose pod is not made yet. */
  unowned: "jobdeck.dev/unowned",
};
export const ANNOTATION = { runId: "jobdeck.dev/run-id", profile: "jobdeck.dev/preset" };

export interface PodContext {
  /** Marks what this Jobdeck has made; of no other is anything touched. */
  readonly instance: string;
  readonly configuration: KubernetesConfiguration;
  readonly allowPrivileged: boolean;
  /** The server's data folder, in which all that is mounted lies. */
  readonly dataDir: string;
  /** What a GPU of {@link EngineResources.gpus} is called in requests. */
  readonly gpuAt: (index: number) => { readonly resource: string; readonly product?: string } | undefined;
}

const RUN_ID = /^[A-Za-z0-9][A-Za-z0-9-]{0,127}$/;
const LONGEST_LABEL = 63;

const invalid = (message: string, reason?: string) => new EngineError("invalid", message, { reason });

export const PRIVILEGED_REFUSAL =
  "Privileged jobs are not allowed here; whoever runs Jobdeck can allow them (--allow-privileged).";

/** The name of a run's pod and of its secret: its own id where that can be one. */
export function podNameOf(runId: string): string {
  if (/^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(runId) && runId.length <= LONGEST_LABEL) return runId;
  return `run-${createHash("sha256").update(runId).digest("hex").slice(0, 40)}`;
}

/** @throws EngineError invalid */
export function checkSpec(spec: RunSpec, context: PodContext): void {
  if (!RUN_ID.test(spec.runId)) throw invalid("A run's id must have only letters, digits and dashes.");
  // The API server takes any text; the kubelet would refuse it only after the pod was placed.
  if (!/^[a-zA-Z0-9][\w.:/@-]*$/.test(spec.image) || /[A-Z]/.test(spec.image.replace(/^[^/]*\/|[:@][^/]*$/g, ""))) {
    const sentence = `"${spec.image}" cannot be the name of an image; write it like python:3.12-slim.`;
    throw invalid(sentence, "InvalidImageName");
  }
  const texts = [...(spec.entrypoint ?? []), ...(spec.command ?? []), ...Object.values(spec.env)];
  if (texts.some((text) => text.includes("\0"))) throw invalid("A command or variable must not have a NUL character.");
  if (spec.privileged && !context.allowPrivileged) throw invalid(PRIVILEGED_REFUSAL);
}

/** The pod of a run. @throws EngineError invalid for what cannot be mounted */
export function podOf(spec: RunSpec, context: PodContext): V1Pod {
  const { configuration } = context;
  const name = podNameOf(spec.runId);
  const placement = placementOf(configuration, spec.profile);
  const gpus = spec.resources.gpus.map((index) => context.gpuAt(index));
  const product = gpus[0]?.product;
  const { volumes, volumeMounts } = volumesOf(spec, context);
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      labels: { [LABEL.managedBy]: "jobdeck", [LABEL.instance]: context.instance },
      annotations: {
        [ANNOTATION.runId]: spec.runId,
        ...(spec.profile !== undefined && { [ANNOTATION.profile]: spec.profile }),
      },
    },
    spec: {
      restartPolicy: "Never",
      // So that the job is not the first process: that one ignores signals, even SIGKILL from inside.
      shareProcessNamespace: true,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: 10,
      serviceAccountName: configuration.serviceAccountName,
      imagePullSecrets: configuration.imagePullSecrets?.map((secret) => ({ name: secret })),
      hostname: name,
      subdomain: serviceOf(configuration),
      nodeSelector: { ...(product !== undefined && { "nvidia.com/gpu.product": product }), ...placement.nodeSelector },
      tolerations: placement.tolerations,
      priorityClassName: placement.priorityClassName,
      volumes,
      containers: [
        {
          name: CONTAINER,
          image: spec.image,
          imagePullPolicy: "IfNotPresent",
          command: spec.entrypoint?.map(literal),
          args: (spec.command ?? (spec.entrypoint ? [] : undefined))?.map(literal),
          workingDir: spec.workingDir,
          env: environmentOf(spec),
          stdin: true,
          tty: spec.tty,
          resources: resourcesOf(
            spec,
            gpus.map((gpu) => gpu?.resource ?? "nvidia.com/gpu"),
          ),
          securityContext: spec.privileged ? { privileged: true } : undefined,
          volumeMounts,
        },
      ],
    },
  };
}

/** Kubernetes replaces `$(NAME)` and `$$` in commands and variables. */
const literal = (text: string): string => text.replaceAll("$", "$$$$");

function environmentOf(spec: RunSpec): V1EnvVar[] {
  const env = { ...(spec.tty && { TERM: "xterm-256color" }), ...spec.env, JOBDECK_RUN_ID: spec.runId };
  const open = Object.entries(env).filter(([name]) => spec.secretEnv?.[name] === undefined);
  return [
    ...open.map(([name, value]) => ({ name, value: literal(value) })),
    ...Object.keys(spec.secretEnv ?? {}).map((name, index) => ({
      name,
      valueFrom: { secretKeyRef: { name: podNameOf(spec.runId), key: `env-${index}` } },
    })),
  ];
}

function resourcesOf({ resources }: RunSpec, gpus: readonly string[]) {
  const amounts: Record<string, string> = {
    cpu: `${Math.round(resources.cpu * 1000)}m`,
    memory: String(resources.memoryBytes),
  };
  for (const gpu of gpus) amounts[gpu] = String(Number(amounts[gpu] ?? 0) + 1);
  return { requests: amounts, limits: amounts };
}

function volumesOf(spec: RunSpec, context: PodContext): { volumes: V1Volume[]; volumeMounts: V1VolumeMount[] } {
  const volumes: V1Volume[] = [];
  const volumeMounts: V1VolumeMount[] = [];
  if (spec.resources.shm) {
    volumes.push({ name: "shm", emptyDir: { medium: "Memory", sizeLimit: String(spec.resources.memoryBytes) } });
    volumeMounts.push({ name: "shm", mountPath: "/dev/shm" });
  }
  if (spec.secretFiles?.length) {
    volumes.push({ name: "secrets", secret: { secretName: podNameOf(spec.runId), defaultMode: 0o400 } });
    spec.secretFiles.forEach(({ containerPath }, index) =>
      volumeMounts.push({ name: "secrets", mountPath: containerPath, subPath: `file-${index}`, readOnly: true }),
    );
  }
  if (spec.mounts?.length) {
    volumes.push({ name: "data", ...dataVolume(context.configuration) });
    for (const mount of spec.mounts) volumeMounts.push(dataMount(mount, context.dataDir));
  }
  return { volumes, volumeMounts };
}

function dataVolume({ data }: KubernetesConfiguration): Omit<V1Volume, "name"> {
  if (data === undefined) throw invalid(NO_DATA);
  if ("claim" in data) return { persistentVolumeClaim: { claimName: data.claim } };
  return { hostPath: { path: data.nodePath, type: "Directory" } };
}

/** Why nothing can be mounted where the configuration does not say how. */
export const NO_DATA =
  "Pods cannot mount the storage of this server: say how under data in kubernetes.json (a claim, or a folder of the nodes).";

function dataMount({ hostPath, containerPath, readOnly }: Mount, dataDir: string): V1VolumeMount {
  const subPath = relative(dataDir, hostPath).split(sep).join(posix.sep);
  if (subPath.startsWith(".."))
    throw invalid(`${hostPath} is not in the data folder, which is all that pods can mount.`);
  return { name: "data", mountPath: containerPath, readOnly, ...(subPath !== "" && { subPath }) };
}

/** What only the run may see; undefined when there is nothing of the kind. */
export function secretOf(spec: RunSpec, context: PodContext): V1Secret | undefined {
  const data: Record<string, string> = {};
  Object.values(spec.secretEnv ?? {}).forEach((value, index) => {
    data[`env-${index}`] = Buffer.from(value).toString("base64");
  });
  spec.secretFiles?.forEach(({ content }, index) => {
    data[`file-${index}`] = Buffer.from(content).toString("base64");
  });
  if (Object.keys(data).length === 0) return undefined;
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: podNameOf(spec.runId),
      labels: { [LABEL.managedBy]: "jobdeck", [LABEL.instance]: context.instance, [LABEL.unowned]: "true" },
      annotations: { [ANNOTATION.runId]: spec.runId },
    },
    data,
  };
}
