import { expect, it } from "vitest";
import type { UserRole } from "../../contract/roles.ts";
import { projectFor, type ProjectChoice } from "./projectRights.ts";

const PROJECTS = ["anna", "bert"];

const asked = (role: UserRole, choice: ProjectChoice, action: "read" | "write") => () =>
  projectFor({ name: "anna", role }, choice, action, PROJECTS);

it("is one's own unless another is named, and has no organization", () => {
  for (const orgName of [undefined, "", "NO_ORG"]) expect(asked("user", { orgName }, "write")()).toBe("anna");
  expect(asked("user", { orgName: "some-org" }, "read")).toThrow('There is no organization "some-org"');
  expect(asked("user", { projectName: "carl" }, "read")).toThrow('There is no project "carl"; there are anna, bert.');
});

it("may be looked into by everybody, and changed by its user and by managers", () => {
  const others = { projectName: "bert" };
  for (const role of ["reader", "user", "manager"] as const) expect(asked(role, others, "read")()).toBe("bert");
  expect(asked("manager", others, "write")()).toBe("bert");
  expect(asked("user", others, "write")).toThrow("Only bert or a manager may change the project bert.");
  expect(asked("reader", {}, "write")).toThrow("You may look, but not change anything: your role is reader.");
});
