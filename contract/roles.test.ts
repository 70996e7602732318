import { describe, expect, it } from "vitest";
import { whyNotChange, whyNotWrite } from "./roles.ts";

const READER = "You may look, but not change anything: your role is reader.";

describe("what a role allows", () => {
  it.each([
    ["reader", READER, READER, READER],
    ["user", undefined, undefined, "Only anna or a manager may end this job."],
    ["manager", undefined, undefined, undefined],
  ] as const)("%s", (role, write, own, others) => {
    expect(whyNotWrite({ name: "anna", role })).toBe(write);
    expect(whyNotChange({ name: "anna", role }, "anna", "end this job")).toBe(own);
    expect(whyNotChange({ name: "bert", role }, "anna", "end this job")).toBe(others);
  });
});
