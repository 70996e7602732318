import type { Cluster, PlatformConfig } from "../../../../contract/config.ts";
import { formOf } from "../formOf.ts";
import { formOfOwn } from "../ownResources.ts";
import type { StartForm } from "../startForm.ts";
import type { FoundRequest } from "./linkRequest.ts";

/** A form that was filled in, and what of its origin is not in it. */
export interface FilledForm {
  readonly form: StartForm;
  /** A line each, with the reason. */
  readonly leftOut: readonly string[];
}

/**
 * The form of a request that comes from elsewhere: a cluster or a preset that this platform does not have is left out.
 * @param plain where the request is silent about the image and the preset, they stay as they are here
 * @param cluster where the job runs unless the request says otherwise
 */
export function fitRequest(
  { request, own, leftOut }: FoundRequest,
  plain: StartForm,
  config: PlatformConfig,
  cluster: Cluster,
): FilledForm {
  const missing: string[] = [];
  const wanted = config.clusters.find(({ name }) => name === request.cluster_name);
  if (request.cluster_name && !wanted) {
    missing.push(`cluster_name ${request.cluster_name}: there is no such cluster here; ${cluster.name} is taken`);
  }
  const { presets } = wanted ?? cluster;
  const hasPreset = presets.some(({ name }) => name === request.preset_name);
  if (request.preset_name && !hasPreset) {
    missing.push(`preset_name ${request.preset_name}: there is no such preset here; ${plain.preset} is taken`);
  }
  // Only our own platform, which tells of its engine, is known to take such jobs still.
  const takesOwn = (wanted ?? cluster).engine !== undefined;
  if (own && !takesOwn) missing.push("resources: jobs are started with presets only here");
  const fitted = {
    ...request,
    image: request.image ?? plain.image,
    preset_name: hasPreset ? request.preset_name : undefined,
    cluster_name: wanted?.name,
  };
  const form = { ...formOf(fitted, plain.preset), ...(own && takesOwn && formOfOwn(own)) };
  return { form, leftOut: [...leftOut, ...missing] };
}
