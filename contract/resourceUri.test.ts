import { describe, expect, it } from "vitest";
import { readResourceUri, resourceUri } from "./resourceUri.ts";

describe("a resource's address", () => {
  it.each([
    ["secret", "secret://default/anna/API_KEY", ["API_KEY"]],
    ["storage", "storage://default/anna", []],
    ["storage", "storage://default/anna/data/a%20b%3F.txt", ["data", "a b?.txt"]],
    ["disk", "disk://default/anna/disk-1", ["disk-1"]],
  ] as const)("of a %s is read and written: %s", (scheme, uri, path) => {
    const parts = { clusterName: "default", projectName: "anna", path };
    expect(readResourceUri(scheme, uri)).toEqual(parts);
    expect(resourceUri(scheme, parts)).toBe(uri);
  });

  it("may end in a slash", () => {
    expect(readResourceUri("storage", "storage://default/anna/data/")?.path).toEqual(["data"]);
  });

  it.each([
    "secret://default",
    "secret:///x/y",
    "disk://default/anna/k",
    "secret://default/anna/%zz",
    "secret://d/p/k?x",
  ])("is not %s", (uri) => {
    expect(readResourceUri("secret", uri)).toBeUndefined();
  });
});
