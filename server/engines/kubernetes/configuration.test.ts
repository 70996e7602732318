import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CONFIGURATION_KEYS, readConfiguration } from "./configuration.ts";

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "kubernetes-configuration-"))));
afterAll(() => rmSync(folder, { recursive: true }));

function read(text: string) {
  const path = join(folder, "kubernetes.json");
  writeFileSync(path, text);
  return readConfiguration(path);
}

test("without a file everything is left to the kubeconfig", () => {
  expect(readConfiguration(join(folder, "none.json"))).toEqual({});
});

test("reads what there is", () => {
  const configuration = { namespace: "jobs", data: { claim: "data" }, presets: { big: { nodeSelector: { a: "b" } } } };
  expect(read(JSON.stringify(configuration))).toEqual(configuration);
});

test.each(CONFIGURATION_KEYS)("the documentation names the key %s", (key) => {
  expect(readFileSync(new URL("../../../docs/kubernetes.md", import.meta.url), "utf8")).toContain(`\`${key}\``);
});

test.each([
  ["{", /kubernetes\.json cannot be used: .+\.$/],
  ['{"namespace":"No Name"}', /namespace: must be the name of a Kubernetes object/],
  ['{"nameSpace":"jobs"}', /nameSpace: is not a known field\.$/],
  ['{"statistics":"guess"}', /statistics/],
  ['{"data":{"claim":"a","nodePath":"/b"}}', /data/],
])("says what is wrong with %s", (text, message) => {
  expect(() => read(text)).toThrow(message);
});
