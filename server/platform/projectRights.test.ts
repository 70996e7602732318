import { describe, expect, it } from "vitest";
import { projectFor } from "./projectRights.ts";

const anna = { name: "anna", role: "user" } as const;
const reader = { name: "bert", role: "reader" } as const;

describe("a project's things", () => {
  it("are those of the person's own project, named or not", () => {
    for (const orgName of [undefined, "", "NO_ORG"]) expect(projectFor(anna, { orgName }, "write")).toBe("anna");
    expect(projectFor(anna, { projectName: "anna" }, "read")).toBe("anna");
    expect(() => projectFor(anna, { projectName: "bert" }, "read")).toThrow('There is no project "bert"');
    expect(() => projectFor(anna, { orgName: "some-org" }, "read")).toThrow('There is no organization "some-org"');
  });

  it("are not changed by a reader", () => {
    expect(projectFor(reader, {}, "read")).toBe("bert");
    expect(() => projectFor(reader, {}, "write")).toThrow(
      expect.objectContaining({ status: 403, message: expect.stringContaining("your role is reader") as string }),
    );
  });
});
