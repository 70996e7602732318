import { describe, expect, it } from "vitest";
import { parse } from "../../contract/parse.ts";
import { runRequest, type RunPayload, type StartPayload } from "../../contract/start.ts";
import { bodyOf, flatOf } from "./startBody.ts";

const REQUEST: StartPayload = {
  image: "host",
  command: "train",
  env: { A: "1" },
  name: "own-1",
  preset_name: "small",
  tags: ["a"],
  resources: { shm: true },
};
const OWN = { resources: { cpu: 0.5, memory: 2 ** 30, nvidia_gpu: 1 }, scheduler_enabled: true as const };

describe("a request with its own resources", () => {
  it("is a container with what stands around it, and keeps every rule", () => {
    const body = bodyOf({ request: REQUEST, own: OWN });
    expect(body).toEqual({
      name: "own-1",
      tags: ["a"],
      scheduler_enabled: true,
      container: { image: "host", command: "train", env: { A: "1" }, resources: { ...OWN.resources, shm: true } },
    });
    expect(() => parse(runRequest, body, "request")).not.toThrow();
  });

  it("is read back as what it was made of, but for the preset", () => {
    const read = flatOf(bodyOf({ request: REQUEST, own: OWN }));
    expect(read.own).toEqual(OWN);
    expect({ ...read.request, preset_name: "small" }).toEqual(REQUEST);
    const legacy: RunPayload = { is_preemptible: true, container: { image: "host", resources: { cpu: 1, memory: 1 } } };
    expect(flatOf(legacy)).toEqual({
      request: { image: "host" },
      own: { resources: { cpu: 1, memory: 1 }, scheduler_enabled: true },
    });
  });

  it("is the request itself where it has a preset", () => {
    expect(bodyOf(flatOf(REQUEST))).toBe(REQUEST);
  });
});
