import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { filesOf, SCOPES } from "../conformance/testing/scope.ts";

it("every file of the conformance suite says whether it is about the engine, so that none is left out unseen", () => {
  const files = readdirSync(join(import.meta.dirname, "../conformance")).filter((name) => name.endsWith(".test.ts"));
  expect(Object.keys(SCOPES).sort()).toEqual(files.sort());
  expect([...filesOf("engine"), ...filesOf("platform")].sort()).toEqual(files.map((name) => `conformance/${name}`));
  expect(() => filesOf("kernel")).toThrow("JOBDECK_API_SCOPE must be engine or platform, not kernel.");
});
