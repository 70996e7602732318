import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { openShell, openTab, typeLine } from "./app.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";
import { FOLDER, LOOKS, lookAt } from "./looks.ts";
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

test("the app's frame is painted before its scripts are there, and nothing moves when they come", async ({
  page,
  jobdeck,
}) => {
  await page.goto(jobdeck.link);
  await expect(page.getByRole("heading", { level: 1, name: "Jobs" })).toBeVisible();
  for (const { colorScheme, width } of LOOKS) {
    await page.setViewportSize({ width, height: 844 });
    // The colours are those that were chosen here, not the system's.
    const chosen = page.getByRole("button", { name: `Use the ${colorScheme} colours` });
    if (await chosen.isVisible()) await chosen.click();
    await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", colorScheme);
    const letScriptsGo = await holdUp(page, "**/assets/*.js");
    const letJobsGo = await holdUp(page, "**/api/v1/jobs?*");
    await page.goto(`${jobdeck.origin}/jobs`, { waitUntil: "commit" });
    await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
    expect(await page.locator("#root").evaluate((root) => root.childElementCount)).toBe(0);
    const background = colorScheme === "dark" ? "rgb(14, 16, 20)" : "rgb(247, 248, 250)";
    await expect(page.locator("#frame")).toHaveCSS("background-color", background);
    const [head, table] = [page.locator(".frame-head"), page.locator(".frame-table")];
    const before = [await head.boundingBox(), await table.boundingBox()];
    await page.screenshot({ path: `${FOLDER}/frame-${colorScheme}-${width}.png` });
    letScriptsGo();
    await expect(page.locator("#frame")).toHaveCount(0);
    const waiting = page.locator("main [aria-busy]");
    expect([await page.getByRole("banner").boundingBox(), await waiting.boundingBox()]).toEqual(before);
    letJobsGo();
    await expect(waiting).toHaveCount(0);
  }
  await page.route("**/assets/index-*.js", (route) => route.abort());
  await page.goto(`${jobdeck.origin}/jobs`);
  await expect(page.getByRole("alert")).toContainText("Jobdeck could not be loaded");
  await expectAccessible(page);
  await page.unroute("**/assets/index-*.js");
  await page.getByRole("link", { name: "Load it again" }).click();
  await expect(page.getByRole("banner")).toBeVisible();
});

/** Holds up what the page asks for. @returns lets it all go, and whatever is asked for after */
async function holdUp(page: Page, address: string): Promise<() => void> {
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route(address, async (route) => {
    await gate;
    await route.continue();
  });
  return letGo;
}

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
