import { describe, expect, it } from "vitest";
import type { UserRole } from "../../../contract/roles.ts";
import type { JobRecord } from "../jobRecord.ts";
import { mayOpen, needsSession } from "./access.ts";
import { labelOf, nameLabel, readLabel } from "./pageHost.ts";

/** Only what the rules look at. */
function jobOf(owner: string, http?: { port: number; requires_auth?: boolean }): JobRecord {
  return { owner, spec: { container: { http } } } as unknown as JobRecord;
}

describe("a port of a job", () => {
  it("needs a session unless it was declared open", () => {
    expect(needsSession({ job: jobOf("ada", { port: 80 }), port: 80 })).toBe(false);
    expect(needsSession({ job: jobOf("ada", { port: 80, requires_auth: true }), port: 80 })).toBe(true);
    expect(needsSession({ job: jobOf("ada", { port: 80 }), port: 81 })).toBe(true);
    expect(needsSession({ job: jobOf("ada"), port: 80 })).toBe(true);
  });

  it.each<[UserRole, string, boolean]>([
    ["reader", "ada", false],
    ["user", "ada", true],
    ["user", "bob", false],
    ["manager", "bob", true],
  ])("that was not declared opens to a %s named %s: %s", (role, name, expected) => {
    const job = jobOf("ada", { port: 80, requires_auth: true });
    expect(mayOpen({ name, role }, { job, port: 81 })).toBe(expected);
    expect(mayOpen({ name, role }, { job, port: 80 })).toBe(true);
  });
});

describe("a host below the domain", () => {
  it.each([
    ["a.jobs.localhost", "a"],
    ["A.Jobs.LOCALHOST:80", "a"],
    ["a.jobs.localhost.:80", "a"],
    ["a.b.jobs.localhost", "a.b"],
    [".jobs.localhost", ""],
    ["jobs.localhost", undefined],
    ["ajobs.localhost", undefined],
    ["a.jobs.localhost.evil.example", undefined],
    [undefined, undefined],
  ])("%s has the label %s", (host, label) => {
    expect(labelOf(host, "jobs.localhost")).toBe(label);
  });

  it("has room for 63 characters of a name", () => {
    const fitting = nameLabel("n".repeat(40), "p".repeat(21));
    expect(readLabel(fitting ?? "")).toEqual({ kind: "name", name: "n".repeat(40), projectName: "p".repeat(21) });
    expect(nameLabel("n".repeat(40), "p".repeat(22))).toBeUndefined();
  });
});
