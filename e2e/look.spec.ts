import { gzipSync } from "node:zlib";
import { openShell, openTab, typeLine } from "./app.ts";
import { expect, test } from "./fixtures.ts";
import { FOLDER, lookAt } from "./looks.ts";
import type { JobdeckServer } from "./server.ts";

/** All that a first visit of the list loads, whether there are jobs or none. */
const INITIAL_SCRIPT_BUDGET_BYTES = 220 * 1024;

/** Prints, and leaves the processors to the browser. */
const STEADY = `sh -c 'i=0; while :; do i=$((i+1)); echo "epoch $i  loss 0.$((9000 / (i + 9)))"; sleep 0.4; done'`;
const SWELLING = `sh -c 'i=0; while :; do i=$((i+1)); n=$(( (i % 12) * 30000 )); while [ $n -gt 0 ]; do n=$((n-1)); done; echo "epoch $i  loss 0.$((9000 / (i + 9)))"; sleep 0.4; done'`;

async function seed(server: JobdeckServer, command: string) {
  const job = await server.run({
    command,
    name: "train-resnet",
    tags: ["vision", "nightly"],
    http: { port: 6006 },
  });
  await server.run({ command: "sh -c 'exit 1'", name: "eval-bert", tags: ["nlp"] });
  await server.run({ command: "true", name: "prepare-data" });
  await server.untilStatus(job.id, "running");
  return job;
}

test("every page in its colours and widths", async ({ page, fresh }) => {
  test.setTimeout(240_000);
  const job = await seed(fresh, STEADY);
  await page.goto(fresh.link);
  await expect(page.getByRole("grid", { name: "Jobs" })).toContainText("Failed");
  await lookAt(page, "jobs");
  await page.getByRole("link", { name: "Start a job" }).click();
  await expect(page.getByLabel("Command", { exact: true })).toBeVisible();
  await lookAt(page, "start");
  await page.goto(`${fresh.origin}/jobs/${job.id}`);
  await expect(page.getByRole("heading", { name: "History" })).toBeVisible();
  await lookAt(page, "overview");
  await openTab(page, "Logs");
  await expect(page.getByRole("log")).toContainText("epoch 5");
  await lookAt(page, "logs");
  await openTab(page, "Metrics");
  await expect(page.getByRole("img", { name: /^CPU/ })).toBeVisible();
  await lookAt(page, "metrics");
  // Last, since on a phone it covers the page that it was opened from.
  await openShell(page);
  await typeLine(page, "ls -la");
  await lookAt(page, "terminal");
});

test("a first visit downloads a bounded amount of script", async ({ page, fresh }) => {
  const sizes = new Map<string, Promise<number>>();
  page.on("response", (response) => {
    if (response.request().resourceType() !== "script") return;
    sizes.set(
      response.url(),
      response.body().then((body) => gzipSync(body, { level: 9 }).length),
    );
  });
  await page.goto(fresh.link);
  await expect(page.getByRole("heading", { name: "No jobs yet" })).toBeVisible();
  const bytes = (await Promise.all(sizes.values())).reduce((sum, size) => sum + size, 0);
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(INITIAL_SCRIPT_BUDGET_BYTES);
});

test("README's picture", async ({ page, fresh }) => {
  const job = await seed(fresh, SWELLING);
  await page.goto(fresh.link);
  await page.goto(`${fresh.origin}/jobs/${job.id}/metrics`);
  await expect(page.getByRole("img", { name: /^CPU/ })).toBeVisible();
  // The picture that is kept is to show what a chart is for: most of a minute.
  await expect(page.getByRole("main")).toContainText(FOLDER === "docs" ? /Run time\s*4\ds/ : /Run time\s*\d+s/, {
    timeout: 60_000,
  });
  await page.screenshot({ path: `${FOLDER}/screenshot.png` });
});
