import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { SECURITY_HEADERS } from "./securityHeaders.ts";

it("the policy lets the page's own script run, and no other that is no file", () => {
  const html = readFileSync(new URL("../../index.html", import.meta.url), "utf8");
  const scripts = Array.from(html.matchAll(/<script>(.*?)<\/script>/gs), ([, text = ""]) => text);
  const hashes = scripts.map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
  expect(hashes).toHaveLength(1);
  expect(SECURITY_HEADERS).toHaveProperty("contentSecurityPolicy.directives.script-src", ["'self'", ...hashes]);
});
