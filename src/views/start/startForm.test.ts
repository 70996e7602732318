import { describe, expect, it } from "vitest";
import { parse } from "../../../contract/parse.ts";
import { startRequest, type StartPayload } from "../../../contract/start.ts";
import { checkForm } from "./formErrors.ts";
import { formOf } from "./formOf.ts";
import {
  emptyForm,
  formFieldOf,
  isSet,
  whyUnavailable,
  WIRE_FIELDS,
  type FormField,
  type StartForm,
} from "./startForm.ts";
import { toRequest } from "./toRequest.ts";

const form = (change: Partial<StartForm> = {}): StartForm => ({ ...emptyForm("host", "small"), ...change });

const mount = (uri: string, path: string) => ({ key: 0, uri, path, readOnly: true });

const FULL: StartPayload = {
  image: "host",
  entrypoint: "sh -c",
  command: "'echo hello; sleep 5'",
  working_dir: "/tmp",
  http: { port: 8080, requires_auth: true, health_check_path: "/up" },
  env: { A: "1", B: " two " },
  volumes: [{ src_storage_uri: "storage://default/p/data", dst_path: "/data", read_only: false }],
  secret_env: { TOKEN: "secret://default/p/token" },
  disk_volumes: [{ src_disk_uri: "disk://default/p/disk-1", dst_path: "/disk", read_only: true }],
  secret_volumes: [{ src_secret_uri: "secret://default/p/key", dst_path: "/key" }],
  tty: true,
  resources: { shm: true },
  name: "train-1",
  preset_name: "small",
  tags: ["a", "b"],
  description: "A try",
  cluster_name: "default",
  org_name: "acme",
  project_name: "vision",
  wait_for_jobs_quota: true,
  pass_config: true,
  privileged: true,
  schedule_timeout: 90,
  max_run_time_minutes: 90,
  restart_policy: "on-failure",
  priority: "high",
  energy_schedule_name: "nights",
};

describe("toRequest", () => {
  it("sends nothing but what was filled in", () => {
    expect(toRequest(form())).toEqual({ image: "host", preset_name: "small" });
  });

  it("sends back a job's every field as it came", () => {
    expect(toRequest(formOf(FULL, "other"))).toEqual(FULL);
  });

  it("trims texts but never the values of the environment", () => {
    const request = toRequest(
      form({ image: " host ", name: " n-1 ", command: " ls ", env: [{ key: 0, name: " A ", value: " x " }] }),
    );
    expect(request).toMatchObject({ image: "host", name: "n-1", command: "ls", env: { A: " x " } });
  });

  it("leaves out blank rows and cuts the life span to whole minutes", () => {
    const blank = { env: [{ key: 0, name: "", value: "" }], volumes: [mount(" ", "")] };
    const request = toRequest(form({ ...blank, lifeSpan: "1h90s" }));
    expect(request).toEqual({ image: "host", preset_name: "small", max_run_time_minutes: 61 });
  });

  it("makes requests that keep to the contract", () => {
    expect(() => parse(startRequest, toRequest(formOf(FULL, "x")), "start request")).not.toThrow();
    expect(() => parse(startRequest, toRequest(form()), "start request")).not.toThrow();
  });
});

describe("formOf", () => {
  it("falls back to a preset for a job that named none", () => {
    expect(formOf({ image: "host" }, "small").preset).toBe("small");
  });
});

describe("checkForm", () => {
  it("finds nothing wrong with an empty form or with a job's own fields", () => {
    expect(checkForm(form())).toEqual({});
    expect(checkForm({ ...formOf(FULL, "x"), energySchedule: "" })).toEqual({});
    expect(checkForm({ ...formOf(FULL, "x"), scheduleTimeout: "" }, { takesTurns: true })).toEqual({});
  });

  it.each([
    ["image", { image: " " }],
    ["image", { image: "a b" }],
    ["preset", { preset: "" }],
    ["command", { command: "echo 'open" }],
    ["entrypoint", { entrypoint: "sh \\" }],
    ["name", { name: "Ab" }],
    ["tags", { tags: ["a b"] }],
    ["tags", { tags: Array.from({ length: 17 }, (_, index) => `t${index}`) }],
    ["env", { env: [{ key: 0, name: "1A", value: "" }] }],
    ["env", { env: [{ key: 0, name: "", value: "x" }] }],
    ["httpPort", { httpPort: "80a" }],
    ["httpPort", { httpPort: "65536" }],
    ["workingDir", { workingDir: "tmp" }],
    ["lifeSpan", { lifeSpan: "soon" }],
    ["lifeSpan", { lifeSpan: "59s" }],
    ["scheduleTimeout", { scheduleTimeout: "30d" }],
    ["healthCheckPath", { healthCheckPath: "up" }],
    ["energySchedule", { energySchedule: "nights" }],
    ["secretEnv", { secretEnv: [{ key: 0, name: "A", value: "token" }] }],
    ["secretEnv", { secretEnv: [{ key: 0, name: "", value: "secret://c/t" }] }],
    ["volumes", { volumes: [mount("disk://c/d", "/a")] }],
    ["volumes", { volumes: [mount("storage://c/d", "a")] }],
    ["volumes", { volumes: [mount("storage://c/d", "")] }],
    ["disks", { disks: [mount("", "/a")] }],
    ["secretFiles", { volumes: [mount("storage://c/d", "/a")], secretFiles: [mount("secret://c/k", " /a ")] }],
  ] as const)("says what is wrong with %s of %j", (field, change) => {
    const errors = checkForm(form(change));
    expect(Object.keys(errors)).toEqual([field]);
    expect(errors[field]).toMatch(/^["A-Z]/);
  });

  it("lets jobs that take turns have no timeout", () => {
    expect(checkForm(form({ scheduleTimeout: "10m" }), { takesTurns: true }).scheduleTimeout).toMatch(/take turns/);
  });

  it("finds a name that is there twice", () => {
    const env = ["A", "A"].map((name, key) => ({ key, name, value: String(key) }));
    expect(checkForm(form({ env })).env).toContain('"A"');
  });
});

describe("formFieldOf", () => {
  it.each([
    ["env.PATH", "env"],
    ["tags[0]", "tags"],
    ["preset_name", "preset"],
    ["http.port", "httpPort"],
    ["max_run_time_minutes", "lifeSpan"],
    ["volumes[0].dst_path", "volumes"],
    ["secret_volumes[1].src_secret_uri", "secretFiles"],
    ["http.health_check_path", "healthCheckPath"],
    ["resources.shm", "shm"],
    ["container.image", "image"],
    ["container.resources.cpu", "cpu"],
    ["container.resources.memory", "memory"],
    ["container.resources.amd_gpu", "gpuCount"],
    ["container.resources.tpu", "tpuType"],
    ["container.volumes[0].dst_path", "volumes"],
    ["cluster_name", undefined],
    ["", undefined],
  ])("%s belongs to %s", (wire, field) => expect(formFieldOf(wire)).toBe(field));
});

describe("the fields", () => {
  const fields = Object.keys(WIRE_FIELDS) as FormField[];

  it("are all set by a job that has everything, and none in an empty form", () => {
    const gpu = { gpuMaker: "amd", gpuCount: "1", gpuModel: "MI300", tpuType: "v3-8", tpuVersion: "2" } as const;
    const full = { ...formOf(FULL, "x"), usesOwnResources: true, cpu: "1", memory: "1GiB", ...gpu };
    expect(fields.filter((field) => !isSet(full, field))).toEqual([]);
    expect(fields.filter((field) => isSet(emptyForm("", ""), field))).toEqual([]);
  });

  it("are off where the engine cannot do them or what they are part of", () => {
    const unsupported = { volumes: "No storage.", "resources.shm": "No shared memory.", http: "No ports." };
    const off = fields.filter((field) => whyUnavailable(unsupported, field) !== undefined);
    expect(off).toEqual(["volumes", "shm", "httpPort", "httpRequiresAuth", "healthCheckPath"]);
  });
});
