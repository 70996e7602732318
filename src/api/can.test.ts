import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { platformConfig } from "../../contract/config.ts";
import { job, type Job, type JobPayload } from "../../contract/job.ts";
import { parse } from "../../contract/parse.ts";
import { JOB_STATUSES } from "../../contract/status.ts";
import { USER_ROLES } from "../../contract/roles.ts";
import { askerOf, can, canChangeProject, canStart, type JobAction } from "./can.ts";

const fixture = readFileSync(new URL("../../contract/fixtures/job-with-http.json", import.meta.url), "utf8");
const WIRE = JSON.parse(fixture) as JobPayload;
const jobWith = (change: Partial<JobPayload>): Job => parse(job, { ...WIRE, preset_name: "small", ...change }, "job");
const WHILE_RUNNING: JobAction[] = [
  ...(["kill", "exec", "attach", "logs", "metrics", "rerun", "openHttp", "openPort"] as const),
  ...(["sendSignal", "changeLifeSpan", "save"] as const),
];
const ACTIONS: JobAction[] = [...WHILE_RUNNING, "dropLog", "drop"];

describe("what can be done with a job", () => {
  it.each<[string, JobAction[]]>([
    ["pending", ["kill", "logs", "metrics", "rerun", "changeLifeSpan"]],
    ["suspended", ["kill", "logs", "metrics", "rerun", "changeLifeSpan"]],
    ["running", WHILE_RUNNING],
    ["succeeded", ["logs", "rerun", "dropLog", "drop"]],
    ["failed", ["logs", "rerun", "dropLog", "drop"]],
    ["cancelled", ["logs", "rerun", "dropLog", "drop"]],
    ["unheard-of", ["kill", "logs", "metrics", "rerun", "changeLifeSpan"]],
  ])("while it is %s: %j", (status, allowed) => {
    const found = jobWith({ status });
    expect(ACTIONS.filter((action) => can(action, found).allowed)).toEqual(allowed);
  });

  it("is refused in a sentence", () => {
    for (const status of JOB_STATUSES) {
      for (const action of ACTIONS) {
        const permission = can(action, jobWith({ status }));
        if (!permission.allowed) expect(permission.reason).toMatch(/^The job .*\.$/);
      }
    }
    const ended = jobWith({ status: "failed", history: { ...WIRE.history, exit_code: 43 } });
    expect(can("exec", ended)).toEqual({ allowed: false, reason: "The job has ended (failed, exit code 43)." });
    const waiting = jobWith({
      status: "pending",
      history: { created_at: "2024-01-01T00:00:00Z", reason: "Scheduling" },
    });
    expect(can("attach", waiting)).toEqual({ allowed: false, reason: "The job has not started yet: Scheduling." });
  });

  it.each<[JobAction, string]>([
    ["exec", "exec"],
    ["attach", "attach"],
    ["logs", "logs"],
    ["metrics", "top"],
    ["openHttp", "http"],
    ["openPort", "port_forward"],
    ["save", "save"],
  ])("%s is refused for the engine's reason", (action, feature) => {
    const engine = { name: "process", unsupported: { [feature]: "Not on this machine." }, images: undefined };
    expect(can(action, jobWith({}), engine)).toEqual({ allowed: false, reason: "Not on this machine." });
    expect(can(action, jobWith({}), { ...engine, unsupported: {} })).toEqual({ allowed: true });
  });

  it("depends on who asks", () => {
    const job = jobWith({ owner: "anna" });
    const allowedTo = (name: string, role: (typeof USER_ROLES)[number]) =>
      WHILE_RUNNING.filter((action) => can(action, job, undefined, { name, role }).allowed);
    const looks = ["logs", "metrics", "openHttp"];
    expect(USER_ROLES.map((role) => allowedTo("anna", role))).toEqual([looks, WHILE_RUNNING, WHILE_RUNNING]);
    expect(USER_ROLES.map((role) => allowedTo("bert", role))).toEqual([
      looks,
      ["logs", "metrics", "rerun", "openHttp"],
      WHILE_RUNNING,
    ]);
    expect(can("kill", job, undefined, { name: "bert", role: "user" })).toEqual({
      allowed: false,
      reason: "Only anna or a manager may end this job.",
    });
    const reader = { name: "rita", role: "reader" } as const;
    const look = { allowed: false, reason: "You may look, but not change anything: your role is reader." };
    expect([can("rerun", job, undefined, reader), canStart(reader)]).toEqual([look, look]);
    expect(canStart({ name: "bert", role: "user" })).toEqual({ allowed: true });
    const allowedIn = (project: string) =>
      USER_ROLES.map((role) => canChangeProject({ name: "anna", role }, project).allowed);
    expect([allowedIn("anna"), allowedIn("bert")]).toEqual([
      [false, true, true],
      [false, false, true],
    ]);
    expect(canChangeProject(reader, "rita")).toEqual(look);
    expect(canChangeProject({ name: "anna", role: "user" }, "bert")).toMatchObject({
      reason: "Only bert or a manager may change the project bert.",
    });
    // What nobody can do any more is no matter of rights.
    const ended = jobWith({ owner: "anna", status: "succeeded" });
    expect(can("kill", ended, undefined, reader)).toMatchObject({
      reason: expect.stringMatching(/has ended/) as string,
    });
  });

  it("is left to the server where it is not known who asks", () => {
    const config = (fields: object) => parse(platformConfig, { authorized: true, ...fields }, "config");
    expect(askerOf(config({ username: "anna", role: "user" }))).toEqual({ name: "anna", role: "user" });
    expect(askerOf(config({ username: "anna" }))).toBeUndefined();
    expect(askerOf(config({ username: "anna", role: "admin" }))).toBeUndefined();
    expect(askerOf(undefined)).toBeUndefined();
    expect(canStart(undefined)).toEqual({ allowed: true });
    expect(canChangeProject(undefined, "anna")).toEqual({ allowed: true });
  });

  it("lets everybody have the job as a command", () => {
    for (const status of JOB_STATUSES) {
      const job = jobWith({ status, preset_name: undefined });
      expect(can("asCommand", job, undefined, { name: "rita", role: "reader" })).toEqual({ allowed: true });
    }
  });

  it("depends on what the job is", () => {
    expect(can("rerun", jobWith({ preset_name: undefined }))).toMatchObject({ allowed: false });
    expect(can("rerun", jobWith({ preset_name: undefined }), { unsupported: {} })).toEqual({ allowed: true });
    expect(can("logs", jobWith({ status: "failed", logs_removed: true }))).toMatchObject({ allowed: false });
    expect(can("kill", jobWith({ being_dropped: true }))).toMatchObject({ allowed: false });
    expect(can("dropLog", jobWith({ status: "failed", logs_removed: true }))).toMatchObject({ allowed: false });
    expect(can("drop", jobWith({ status: "failed", logs_removed: true }))).toEqual({ allowed: true });
    expect(can("drop", jobWith({ status: "failed", being_dropped: true }))).toMatchObject({ allowed: false });
    const withoutPort = { ...WIRE.container, http: undefined };
    expect(can("openHttp", jobWith({ container: withoutPort }))).toEqual({
      allowed: false,
      reason: "The job serves no HTTP port.",
    });
    expect(can("openHttp", jobWith({ http_url: undefined }))).toMatchObject({ allowed: false });
  });
});
