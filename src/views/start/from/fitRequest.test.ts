import { describe, expect, it } from "vitest";
import { platformConfig } from "../../../../contract/config.ts";
import { parse } from "../../../../contract/parse.ts";
import { emptyForm } from "../startForm.ts";
import { toRequest } from "../toRequest.ts";
import { fitRequest } from "./fitRequest.ts";

const preset = { credits_per_hour: "1", cpu: 1, memory: 2 ** 30 };
const config = parse(
  platformConfig,
  {
    authorized: true,
    clusters: [
      { name: "default", monitoring_url: "http://a", resource_presets: [{ name: "small", ...preset }] },
      { name: "second", monitoring_url: "http://b", resource_presets: [{ name: "large", ...preset }] },
    ],
  },
  "config",
);
const cluster = config.clusters[0];
if (!cluster) throw new Error("no cluster");
const fit = (request: object, leftOut: string[] = []) =>
  fitRequest({ request, leftOut }, emptyForm("host", "small"), config, cluster);

describe("a request from elsewhere", () => {
  it("keeps what is here where it says nothing", () => {
    const { form, leftOut } = fit({ command: "true" }, ["--gpus: no"]);
    expect(toRequest(form)).toEqual({ image: "host", preset_name: "small", command: "true" });
    expect(leftOut).toEqual(["--gpus: no"]);
  });

  it("takes a cluster and its preset", () => {
    const { form, leftOut } = fit({ image: "a", cluster_name: "second", preset_name: "large" });
    expect(toRequest(form)).toEqual({ image: "a", cluster_name: "second", preset_name: "large" });
    expect(leftOut).toEqual([]);
  });

  it("takes resources of its own only where the platform is known to", () => {
    const own = { resources: { cpu: 0.5, memory: 2 ** 30 } };
    const found = { request: { image: "a" }, own, leftOut: [] };
    const plain = emptyForm("host", "small");
    const refused = fitRequest(found, plain, config, cluster);
    expect(refused.form.usesOwnResources).toBe(false);
    expect(refused.leftOut).toEqual(["resources: jobs are started with presets only here"]);
    const ours = {
      ...cluster,
      engine: { name: "e", unsupported: {}, notes: {}, images: undefined, canBeAway: false, ownPrices: undefined },
    };
    const taken = fitRequest(found, plain, config, ours);
    expect(taken.form).toMatchObject({ usesOwnResources: true, cpu: "0.5", memory: "1GiB" });
    expect(taken.leftOut).toEqual([]);
  });

  it("says which cluster and preset there are not", () => {
    const { form, leftOut } = fit({ cluster_name: "mars", preset_name: "gpu-x" });
    expect(toRequest(form)).toEqual({ image: "host", preset_name: "small" });
    expect(leftOut).toEqual([
      "cluster_name mars: there is no such cluster here; default is taken",
      "preset_name gpu-x: there is no such preset here; small is taken",
    ]);
  });
});
