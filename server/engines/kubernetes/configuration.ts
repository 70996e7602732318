import { existsSync, readFileSync } from "node:fs";
import * as z from "zod/mini";
import { ContractError, parse } from "../../../contract/parse.ts";
import { EngineError } from "../engine.ts";

const name = z.string().check(z.regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, "must be the name of a Kubernetes object"));

const toleration = z.strictObject({
  key: z.optional(z.string()),
  operator: z.optional(z.enum(["Exists", "Equal"])),
  value: z.optional(z.string()),
  effect: z.optional(z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"])),
  tolerationSeconds: z.optional(z.number()),
});

const placement = z.strictObject({
  nodeSelector: z.optional(z.record(z.string(), z.string())),
  tolerations: z.optional(z.array(toleration)),
  priorityClassName: z.optional(name),
});

const configuration = z.strictObject({
  /** The kubeconfig's context; its current one when left out. */
  context: z.optional(z.string()),
  /** Where pods and secrets are; the context's when left out. */
  namespace: z.optional(name),
  /** Secrets of the namespace with which images are pulled. */
  imagePullSecrets: z.optional(z.array(name)),
  /** Whose rights pods have; they get no token of it. */
  serviceAccountName: z.optional(name),
  /** The data folder of this server as pods can mount it: a claim, or a folder of every node. */
  data: z.optional(z.union([z.strictObject({ claim: name }), z.strictObject({ nodePath: z.string() })])),
  /** The headless service of the namespace by which jobs reach each other; `jobdeck` when left out. */
  service: z.optional(name),
  /** Where figures of use come from: `auto` takes metrics.k8s.io where there is one, else the nodes' kubelets. */
  statistics: z.optional(z.enum(["auto", "metrics", "kubelet"])),
  /** Where pods go, and with which priority; by the name of the preset what differs. */
  placement: z.optional(placement),
  presets: z.optional(z.record(z.string(), placement)),
});

/** Every key that the file may have, those of its parts included, for the documentation to name. */
export const CONFIGURATION_KEYS: readonly string[] = [configuration, placement, toleration].flatMap(({ shape }) =>
  Object.keys(shape),
);

export type KubernetesConfiguration = z.output<typeof configuration>;
export type Placement = z.output<typeof placement>;

/** Reads `kubernetes.json`; without the file everything is left to the kubeconfig. @throws EngineError invalid */
export function readConfiguration(path: string): KubernetesConfiguration {
  if (!existsSync(path)) return {};
  try {
    return parse(configuration, JSON.parse(readFileSync(path, "utf8")), "it");
  } catch (error) {
    if (!(error instanceof ContractError || error instanceof SyntaxError)) throw error;
    const reason = error.message.replace(/^it: /, "");
    throw new EngineError("invalid", `The file ${path} cannot be used: ${reason}.`);
  }
}

/** The headless service below whose name pods have theirs; without it they are not found by name. */
export const serviceOf = ({ service }: KubernetesConfiguration): string => service ?? "jobdeck";

/** What holds for runs of a preset: its own words win, selectors and tolerations add up. */
export function placementOf(configuration: KubernetesConfiguration, profile: string | undefined): Placement {
  const common = configuration.placement ?? {};
  const own = (profile === undefined ? undefined : configuration.presets?.[profile]) ?? {};
  return {
    nodeSelector: { ...common.nodeSelector, ...own.nodeSelector },
    tolerations: [...(common.tolerations ?? []), ...(own.tolerations ?? [])],
    priorityClassName: own.priorityClassName ?? common.priorityClassName,
  };
}

/** All there are: of runs of no preset that is named, and of those of each that is. */
export function placementsOf(configuration: KubernetesConfiguration): Placement[] {
  const named = Object.keys(configuration.presets ?? {});
  return [undefined, ...named].map((profile) => placementOf(configuration, profile));
}
