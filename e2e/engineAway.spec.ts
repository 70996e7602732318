import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { HealthState } from "../server/engines/engine.ts";
import { createProcessEngine } from "../server/engines/process/engine.ts";
import { startTestServer } from "../server/testing/testServer.ts";
import { expect, test } from "./fixtures.ts";
import { lookAt } from "./looks.ts";

const dist = (path: string) => fileURLToPath(new URL(`../dist/${path}`, import.meta.url));

/** What the app says while an engine apart from the server is away; that engines notice it is their own tests' business. */
test("an engine that is away is told of, and its return too", async ({ page }) => {
  const dataDir = await mkdtemp(join(tmpdir(), "jobdeck-e2e-away-"));
  const engine = await createProcessEngine({ dataDir, shimPath: dist("server/shim.js") });
  let health: HealthState = { state: "ok" };
  const watched = { ...engine, health: { current: () => health, onChange: () => () => undefined } };
  const server = await startTestServer({ makeEngine: () => watched, appDir: dist("app") });
  try {
    const { id } = await server.start({ command: "sleep 1000", name: "goes-on" });
    await server.untilStatus(id, "running");
    await page.goto(`${server.origin}/#token=${server.token}`);
    const banner = page.getByRole("status", { name: "Engine" });
    await expect(page.getByRole("grid", { name: "Jobs" })).toContainText("goes-on");
    await expect(banner).toBeEmpty();
    const message = "The container engine at /var/run/docker.sock does not answer (ECONNREFUSED).";
    health = { state: "away", sinceMs: Date.now() - 75_000, message };
    await expect(banner).toContainText("The container engine has not answered since");
    await expect(banner).toContainText(/unknown for 1m \d+s/);
    await expect(banner).toContainText("ECONNREFUSED");
    await lookAt(page, "engine-away");
    health = { state: "ok" };
    await expect(banner).toBeEmpty();
  } finally {
    await server.dispose();
    await rm(dataDir, { recursive: true, force: true });
  }
});
