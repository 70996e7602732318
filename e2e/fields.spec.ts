import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import type { StartPayload } from "../contract/start.ts";
import { fillForm, logOf, openTab, statusOf } from "./app.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";
import { lookAt } from "./looks.ts";
import { startTwoClusters } from "./twoClusters.ts";

/** A part of the start form that is folded away until it is wanted, by the keyboard. */
async function unfold(page: Page, title: string): Promise<Locator> {
  const section = page.getByRole("group").filter({ has: page.getByRole("heading", { name: title, exact: true }) });
  await section.locator("summary").focus();
  await page.keyboard.press("Enter");
  await expect(section).toHaveAttribute("open");
  return section;
}

/** Presses Start. @returns what travelled */
async function submit(page: Page): Promise<StartPayload> {
  const request = page.waitForRequest((sent) => sent.method() === "POST" && sent.url().includes("/api/v1/jobs?"));
  await page.getByRole("button", { name: "Start", exact: true }).click();
  return (await request).postDataJSON() as StartPayload;
}

/** The first attempt fails, the second says what it was given and stays. */
const TWO_ATTEMPTS = `'test -e tried || { touch tried; exit 3; }; echo "in $(pwd)"; echo "greeting is $GREETING"; sleep 600'`;

test("every field of the form is on the wire, in effect in the job and on its page", async ({ page, jobdeck }) => {
  const folder = await mkdtemp(join(tmpdir(), "jobdeck-cwd-"));
  await page.goto(jobdeck.link);
  await page.goto(`${jobdeck.origin}/start`);
  await fillForm(page, {
    command: TWO_ATTEMPTS,
    preset: "cpu-small",
    name: "every-field",
    tags: ["fields"],
    description: "All of them",
    env: { GREETING: "héllo" },
    httpPort: "8766",
  });
  await page.getByLabel("Health check").fill("/healthz");
  await page.getByLabel("Only for those signed in").check();
  const scheduling = await unfold(page, "Scheduling");
  await scheduling.getByLabel("Life span").fill("1d2h30m");
  await scheduling.getByLabel("Schedule timeout").fill("10m");
  await scheduling.getByLabel("Restart").selectOption("on-failure");
  await scheduling.getByLabel("Priority").selectOption("high");
  await scheduling.getByLabel("Wait for the jobs quota").check();
  const advanced = await unfold(page, "Advanced");
  await advanced.getByLabel("Entrypoint").fill("sh -c");
  await advanced.getByLabel("Working directory").fill(folder);
  await advanced.getByLabel("Large shared memory").check();
  await advanced.getByLabel("Access to this platform").check();
  await expectAccessible(page);
  const wire: StartPayload = {
    image: "host",
    entrypoint: "sh -c",
    command: TWO_ATTEMPTS,
    working_dir: folder,
    http: { port: 8766, requires_auth: true, health_check_path: "/healthz" },
    env: { GREETING: "héllo" },
    resources: { shm: true },
    name: "every-field",
    preset_name: "cpu-small",
    tags: ["fields"],
    description: "All of them",
    pass_config: true,
    wait_for_jobs_quota: true,
    schedule_timeout: 600,
    max_run_time_minutes: 1590,
    restart_policy: "on-failure",
    priority: "high",
  };
  expect(await submit(page)).toEqual(wire);

  await page.waitForURL(/\/logs$/);
  await expect(logOf(page)).toContainText(`in ${folder}`);
  await expect(logOf(page)).toContainText("greeting is héllo");
  await openTab(page, "Overview");
  const facts = async (title: string, texts: (string | RegExp)[]) => {
    for (const text of texts) await expect(page.getByRole("region", { name: title, exact: true })).toContainText(text);
  };
  await facts("Scheduling", [
    /When it fails; restarted once/,
    /PriorityHigh/,
    /1d2h30m, 1d 2h left/,
    /Waits at most10m/,
  ]);
  await facts("Scheduling", ["It is given what it needs to call the platform"]);
  await facts("Container", ["sh -c", folder, "touch tried"]);
  await facts("Network", ["8766", "Only those signed in", "/healthz"]);
  await facts("Resources", ["cpu-small", /Shared memory/]);
  await facts("Details", ["every-field", "All of them", "fields", "job://default/", "platform--"]);
  await facts("Run", [/Cost\d?.* credits/, /Run time\d/]);
  await expect(page.getByRole("table", { name: "Environment" })).toContainText("GREETING");
  await expectAccessible(page);

  // Run again and changed first: each field is there again, but for the name, which is taken.
  await page.getByRole("link", { name: "Edit and run again" }).click();
  await expect(page.getByLabel("Entrypoint")).toHaveValue("sh -c");
  await expect(page.getByLabel("Life span")).toHaveValue("1d2h30m");
  await expect(page.getByLabel("Access to this platform")).toBeChecked();
  const again = await submit(page);
  const { username } = await jobdeck.client.config();
  const place = { cluster_name: "default", project_name: username };
  expect(again).toEqual({ ...wire, ...place, name: undefined, wait_for_jobs_quota: undefined });
  await page.waitForURL(/\/logs$/);
  await rm(folder, { recursive: true });
});

test("what the engine cannot do is off at its own field, and says why", async ({ page, jobdeck }) => {
  await page.goto(jobdeck.link);
  await page.goto(`${jobdeck.origin}/start`);
  const unsupported = (await jobdeck.client.config()).clusters[0]?.engine?.unsupported ?? {};
  const section = await unfold(page, "Storage and secrets");
  for (const [button, wire] of [
    ["Add a volume", "volumes"],
    ["Add a disk", "disk_volumes"],
    ["Add a secret variable", "secret_env"],
    ["Add a secret file", "secret_volumes"],
  ] as const) {
    const reason = unsupported[wire];
    const add = section.getByRole("button", { name: button, exact: true });
    await (reason === undefined ? expect(add).toBeEnabled() : expect(add).toBeDisabled());
    if (reason !== undefined) await expect(section).toContainText(reason);
  }
  const advanced = await unfold(page, "Advanced");
  await expect(advanced.getByLabel("Privileged")).toBeDisabled();
  await expect(advanced.getByLabel("Privileged")).toHaveAccessibleDescription(unsupported.privileged ?? "");
  await expectAccessible(page);
});

test("a fold opens for what is wrong in it", async ({ page, jobdeck }) => {
  await page.goto(jobdeck.link);
  await page.goto(`${jobdeck.origin}/start`);
  await fillForm(page, { command: "echo mended" });
  const scheduling = await unfold(page, "Scheduling");
  await scheduling.getByLabel("Life span").fill("a while");
  await scheduling.locator("summary").click();
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await expect(scheduling.getByLabel("Life span")).toBeFocused();
  await expect(scheduling.getByLabel("Life span")).toHaveAccessibleDescription(/duration such as/);
  await scheduling.getByLabel("Life span").fill("5m");
  expect(await submit(page)).toEqual({
    image: "host",
    preset_name: "cpu-small",
    command: "echo mended",
    max_run_time_minutes: 5,
  });
  await expect(statusOf(page)).toContainText("Succeeded");
});

test("jobs that take turns have no timeout", async ({ page, fresh }) => {
  const preset = { cpu: 0.1, memory: 64 * 1024 * 1024 };
  const presets = [
    { name: "steady", ...preset },
    { name: "turns", ...preset, scheduler_enabled: true },
  ];
  await fresh.stop();
  await writeFile(join(fresh.dataDir, "presets.json"), JSON.stringify(presets));
  await fresh.boot();
  await page.goto(fresh.link);
  await page.goto(`${fresh.origin}/start`);
  await page.getByLabel("Command", { exact: true }).fill("true");
  const timeout = (await unfold(page, "Scheduling")).getByLabel("Schedule timeout");
  await timeout.fill("10m");
  await page.getByRole("radio", { name: "turns" }).check();
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await expect(timeout).toBeFocused();
  await expect(timeout).toHaveAccessibleDescription(/take turns/);
  await timeout.fill("");
  await expect(timeout).toBeDisabled();
  expect(await submit(page)).not.toHaveProperty("schedule_timeout");
  await page.waitForURL(/\/logs$/);
  await openTab(page, "Overview");
  await expect(page.getByRole("region", { name: "Scheduling", exact: true })).toContainText("Takes turns");
});

test("a cluster is chosen where there are several, with its own presets and prices", async ({ page, jobdeck }) => {
  const resource_presets = [{ name: "far-small", cpu: 1, memory: 2 ** 30, credits_per_hour: "7" }];
  const platform = await startTwoClusters(jobdeck.origin, { name: "far-away", resource_presets });
  await page.goto(jobdeck.link.replace(jobdeck.origin, platform.origin));
  await page.goto(`${platform.origin}/start`);
  await page.getByLabel("Command", { exact: true }).fill("true");
  const summary = page.getByRole("region", { name: "Summary" });
  const cluster = page.getByLabel("Cluster", { exact: true });
  await expect(cluster).toHaveValue("default");
  await expect(page.getByRole("radio", { name: "far-small" })).toHaveCount(0);
  await cluster.selectOption("far-away");
  await expect(page.getByRole("radio", { name: "far-small" })).toBeChecked();
  await expect(page.getByRole("radio", { name: "cpu-small" })).toHaveCount(0);
  await expect(summary).toContainText("7 credits an hour");
  await expectAccessible(page);
  expect(await submit(page)).toEqual({
    ...{ image: "host", command: "true", preset_name: "far-small", cluster_name: "far-away" },
  });
  // There is no such cluster behind it: what the platform says comes back, and the form stays as it is.
  await expect(summary.getByRole("alert")).toContainText('no preset "far-small"');
  await expect(cluster).toHaveValue("far-away");
  await cluster.selectOption("default");
  await expect(page.getByRole("radio", { name: "cpu-small" })).toBeVisible();
  await page.goto("about:blank");
  await platform.close();
});

test("a job from a link that uses more memory than it asked for ends as out of memory", async ({ page, jobdeck }) => {
  const command = "sh -c 'head -c 300000000 /dev/zero | (tail -c 290000000; sleep 600) | sleep 600'";
  const container = { image: "host", command, resources: { cpu: 0.1, memory: 96 * 2 ** 20 } };
  await page.goto(jobdeck.link);
  await page.goto(`${jobdeck.origin}/start?request=${encodeURIComponent(JSON.stringify({ container }))}`);
  await expect(page.getByRole("radio", { name: "Own resources" })).toBeChecked();
  await expect(page.getByRole("main")).toContainText("A job that uses more memory than it has is ended");
  await expect(page.getByRole("main")).toContainText("nothing holds it back");
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await expect(statusOf(page)).toContainText("Failed");
  await expect(page.getByRole("main")).toContainText("Out of memory");
  await openTab(page, "Overview");
  await expect(page.getByRole("main")).toContainText(/used [\d.]+ MiB of memory and has 96 MiB/);
});

test("tags are completed from those that there are", async ({ page, jobdeck }) => {
  await jobdeck.run({ command: "true", tags: ["completion-wanted"] });
  await page.goto(jobdeck.link);
  await page.goto(`${jobdeck.origin}/start`);
  await page.getByRole("combobox", { name: "Tags" }).focus();
  await page.keyboard.type("comple");
  await expect(page.getByRole("option", { name: "completion-wanted" })).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByLabel("Command", { exact: true }).fill("true");
  expect((await submit(page)).tags).toEqual(["completion-wanted"]);
});

test("the whole form looks as it should", async ({ page, jobdeck }) => {
  await page.goto(jobdeck.link);
  await page.goto(`${jobdeck.origin}/start`);
  await page.getByRole("button", { name: "Add a variable" }).click();
  for (const title of ["Storage and secrets", "Scheduling", "Advanced"]) await unfold(page, title);
  await lookAt(page, "fields", { fullPage: true });
});
