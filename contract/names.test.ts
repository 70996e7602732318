import { describe, expect, it } from "vitest";
import {
  checkAbsolutePath,
  checkEnvName,
  checkJobName,
  checkOrgName,
  checkResourceUri,
  checkTag,
  type Check,
} from "./names.ts";

const cases: { rule: string; check: Check; good: string[]; bad: string[] }[] = [
  {
    rule: "a job's name",
    check: checkJobName,
    good: ["abc", "a-1", "train-2024-run", "a".repeat(40)],
    bad: ["", "ab", "a".repeat(41), "1ab", "-ab", "ab-", "a--b", "Abc", "a_b", "a b", "äbc", "abc\n"],
  },
  {
    rule: "the name of an organization, a project or a cluster",
    check: checkOrgName,
    good: ["abc", "1ab", "a-b-c", "a".repeat(100)],
    bad: ["", "ab", "-ab", "ab-", "a--b", "ABC", "a.b"],
  },
  {
    rule: "a tag",
    check: checkTag,
    good: ["x", "a:b/c", "ü", "x".repeat(256)],
    bad: ["", "a b", "a\tb", "a\u00a0b", "x".repeat(257)],
  },
  {
    rule: "an environment variable's name",
    check: checkEnvName,
    good: ["A", "_x", "PATH_2", "a.b-c"],
    bad: ["", "1A", "A=B", "A B", "Ä"],
  },
  {
    rule: "an absolute path",
    check: checkAbsolutePath,
    good: ["/", "/data", "/a/.../b", "/a..b"],
    bad: ["", "data", "./data", "/a/../b", "/..", "/a\0b"],
  },
  {
    rule: "a storage address",
    check: checkResourceUri("storage"),
    good: ["storage://default/org/project/x", "storage://default"],
    bad: ["", "disk://default/x", "storage:///x", "storage://c/x?y=1", "storage://c/x#y", "storage:/c", "/data"],
  },
];

describe.each(cases)("$rule", ({ check, good, bad }) => {
  it.each(good)("may be %j", (value) => {
    expect(check(value)).toBeUndefined();
  });

  it.each(bad)("may not be %j, and says why", (value) => {
    expect(check(value)).toMatch(/^must /);
  });
});
