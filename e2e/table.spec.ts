import type { Locator, Page } from "@playwright/test";
import { expect, expectAccessible, test as base } from "./fixtures.ts";
import { lookAt, LOOKS } from "./looks.ts";
import { seedJobs } from "./seed.ts";
import { JobdeckServer } from "./server.ts";

const gridOf = (page: Page) => page.getByRole("grid", { name: "Jobs" });
const rows = (page: Page) => gridOf(page).locator("[data-row^='job-']");
const row = (page: Page, name: string): Locator => gridOf(page).getByRole("row").filter({ hasText: name });
const namesOf = async (page: Page) => rows(page).getByRole("link").filter({ hasText: /-/ }).allInnerTexts();
const head = (page: Page, label: string) => gridOf(page).getByRole("columnheader", { name: label, exact: true });

/** Ends known jobs one after the other, so that their order is certain. */
async function seedThree(server: JobdeckServer) {
  const broken = await server.run({ command: "sh -c 'echo gave up; exit 43'", name: "broken-b", tags: ["nightly"] });
  await expect.poll(async () => (await server.client.status(broken.id)).status).toBe("failed");
  const quick = await server.run({ command: "true", name: "quick-c" });
  await server.untilStatus(quick.id, "succeeded");
  const lasting = await server.run({ command: "sleep 600", name: "lasting-a" });
  await server.untilStatus(lasting.id, "running");
  return { broken, quick, lasting };
}

type Three = Awaited<ReturnType<typeof seedThree>> & { readonly server: JobdeckServer };

const test = base.extend<{ three: Three }, { sharedThree: Three }>({
  sharedThree: [
    // Playwright reads a fixture's needs from this pattern: it has none.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const server = await JobdeckServer.start();
      await use({ server, ...(await seedThree(server)) });
      await server.dispose();
    },
    { scope: "worker" },
  ],
  /** A server with three known jobs, for tests that leave them as they are. */
  three: async ({ page, sharedThree }, use) => {
    await use(sharedThree);
    await page.close();
  },
});

/** Finished jobs of all kinds, running ones that write, and ones that wait. */
async function startMany(): Promise<JobdeckServer> {
  const server = await JobdeckServer.start({
    prepare: (dataDir) => seedJobs(dataDir, { count: 10, newestMs: Date.now() - 60_000, gapMs: 300_000 }),
  });
  const loud = `sh -c 'i=0; while :; do i=$((i+1)); echo "epoch $i  loss 0.$((9000 / (i + 9)))"; sleep 0.3; done'`;
  for (const name of ["train-vit", "train-unet", "serve-api"]) {
    const job = await server.run({ command: loud, name, tags: ["live"], max_run_time_minutes: 90 });
    await server.untilStatus(job.id, "running");
  }
  for (const name of ["waits-its-turn", "waits-too"]) {
    await server.run({ command: "sleep 600", name, preset_name: "cpu-large" });
  }
  return server;
}

/** What is on the screen that was not in the picture before; else all of it is looked at. */
const NEWS: Readonly<Record<string, string>> = {
  selection: "[role=toolbar]",
  display: "[role=dialog]",
  menu: "[role=menu]",
  preview: "aside, [role=dialog]",
};

test("the list looks as it should, in both colour schemes and widths", async ({ page }) => {
  test.setTimeout(240_000);
  const server = await startMany();
  try {
    await page.goto(server.link);
    // Panels and menus that are open belong to the rows, or to the cards: each width opens its own.
    for (const look of LOOKS) {
      await page.setViewportSize({ width: look.width, height: 844 });
      await lookAround(page, server.origin, look.width > 1000, (name) =>
        lookAt(page, `table-${name}`, { within: NEWS[name], looks: [look] }),
      );
    }
    await page.close();
  } finally {
    await server.dispose();
  }
});

async function lookAround(page: Page, origin: string, isWide: boolean, look: (name: string) => Promise<void>) {
  await page.goto(`${origin}/jobs?group=status`);
  await expect(row(page, "waits-too")).toContainText("Waits");
  await look("grouped");
  await page.goto(`${origin}/jobs`);
  await expect(row(page, "waits-too")).toBeVisible();
  await look("list");
  if (isWide) {
    await row(page, "waits-too").getByRole("checkbox").click();
    await row(page, "serve-api")
      .getByRole("checkbox")
      .click({ modifiers: ["Shift"] });
  } else {
    await page.getByRole("checkbox", { name: /Select all/ }).click();
  }
  await expect(page.getByRole("toolbar", { name: "Selected jobs" })).toBeVisible();
  await look("selection");
  await gridOf(page).press("Escape");
  await page.getByRole("button", { name: "Display" }).click();
  await expect(page.getByRole("dialog", { name: "Display" })).toBeVisible();
  await look("display");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "More for train-vit" }).click();
  await expect(page.getByRole("menuitem", { name: "Copy id" })).toBeVisible();
  await look("menu");
  await page.keyboard.press("Escape");
  await gridOf(page).press("p");
  await expect(page.getByRole("log")).toContainText("epoch");
  await look("preview");
}

test("the list is sorted by its heads, and the address keeps it", async ({ page, three }) => {
  await page.goto(three.server.link);
  await expect(rows(page)).toHaveCount(3);
  await expect(head(page, "Created")).toHaveAttribute("aria-sort", "descending");
  await head(page, "Name").getByRole("button").click();
  await expect(head(page, "Name")).toHaveAttribute("aria-sort", "ascending");
  await expect(page.getByRole("status", { name: "Order" })).toHaveText("By Name, ascending");
  expect(await namesOf(page)).toEqual(["broken-b", "lasting-a", "quick-c"]);
  await head(page, "Name").getByRole("button").click();
  await expect.poll(() => namesOf(page)).toEqual(["quick-c", "lasting-a", "broken-b"]);
  await page.reload();
  await expect(head(page, "Name")).toHaveAttribute("aria-sort", "descending");
  expect(await namesOf(page)).toEqual(["quick-c", "lasting-a", "broken-b"]);
  await head(page, "Name").getByRole("button").click();
  await expect.poll(() => namesOf(page)).toEqual(["lasting-a", "quick-c", "broken-b"]);
  expect(new URL(page.url()).search).toBe("");
  await expect(row(page, "broken-b")).toContainText("Exit code 43");
});

test("groups have sums and close", async ({ page, three }) => {
  const { lasting } = three;
  await page.goto(three.server.link);
  await page.getByRole("button", { name: "Display" }).click();
  await page.getByLabel("Group by").selectOption("Status");
  await page.keyboard.press("Escape");
  const cores = lasting.container.resources.cpu;
  const running = gridOf(page).getByRole("row").filter({ hasText: "1 running" });
  await expect(running).toContainText(`1 job 1 running ${cores} CPU`);
  await expect(running).toContainText("credits/h");
  await expect(rows(page)).toHaveCount(3);
  await expect(page.getByRole("status", { name: "Order" })).toHaveText("Newest first, grouped by status");
  // The head, three groups and three jobs.
  await expect(gridOf(page)).toHaveAttribute("aria-rowcount", "7");
  await gridOf(page).getByRole("button", { name: "Running" }).click();
  await expect(rows(page)).toHaveCount(2);
  await expect(gridOf(page)).toHaveAttribute("aria-rowcount", "6");
  await expect(gridOf(page).getByRole("button", { name: "Running" })).toHaveAttribute("aria-expanded", "false");
  await keepsPlaceAcrossWidths(page);
  await gridOf(page).press("Home");
  await gridOf(page).press("ArrowRight");
  await expect(rows(page)).toHaveCount(3);
  expect(page.url()).toContain("group=status");
});

/** Cards take the rows' place and go on with what is closed, where the keyboard is, and what is looked at. */
async function keepsPlaceAcrossWidths(page: Page) {
  const grid = page.locator("[role=grid]");
  await page.setViewportSize({ width: 1440, height: 330 });
  await grid.press("End");
  const active = (await grid.getAttribute("aria-activedescendant")) ?? "";
  const activeRow = page.locator(`[id="${active}"]`);
  await expect(activeRow).toBeInViewport({ ratio: 0.9 });
  await page.setViewportSize({ width: 700, height: 330 });
  await expect(head(page, "Status")).toHaveCount(0);
  await expect(grid.getByRole("button", { name: "Running" })).toHaveAttribute("aria-expanded", "false");
  await expect(grid).toHaveAttribute("aria-activedescendant", active);
  await expect(activeRow).toBeInViewport({ ratio: 0.9 });

  await grid.press("p");
  const sheet = page.getByRole("dialog", { name: "Preview" });
  const preview = sheet.getByRole("region", { name: /^Preview of/ });
  await expect(preview).toBeVisible();
  const name = (await preview.getAttribute("aria-label")) ?? "";
  await page.setViewportSize({ width: 1440, height: 844 });
  await expect(page.getByRole("complementary", { name })).toBeVisible();
  await expect(head(page, "Status")).toBeVisible();
  await page.setViewportSize({ width: 700, height: 844 });
  await expect(sheet.getByRole("region", { name })).toBeVisible();
  await page.setViewportSize({ width: 1440, height: 844 });
  await page.getByRole("button", { name: "Close the preview" }).click();
  await expect(page.getByRole("complementary")).toHaveCount(0);
  await expect(grid).toHaveAttribute("aria-activedescendant", active);
  await expect(gridOf(page).getByRole("button", { name: "Running" })).toHaveAttribute("aria-expanded", "false");
}

test("columns are chosen, resized and moved, and stay so", async ({ page, three }) => {
  await page.goto(three.server.link);
  const labels = () =>
    gridOf(page)
      .getByRole("columnheader")
      .filter({ has: page.locator("[draggable]") })
      .allInnerTexts();
  const widthOf = async (label: string) => (await head(page, label).boundingBox())?.width ?? 0;
  await expect(head(page, "Tags")).toBeVisible();
  await page.getByRole("button", { name: "Display" }).click();
  const panel = page.getByRole("dialog", { name: "Display" });
  await panel.getByLabel("Tags", { exact: true }).uncheck();
  await panel.getByLabel("Exit code", { exact: true }).check();
  await panel.getByRole("button", { name: "Move Exit code up" }).click();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await expect(head(page, "Tags")).toHaveCount(0);
  await expect(row(page, "broken-b")).toContainText("43");

  const edge = await head(page, "Name").locator("[data-edge]").boundingBox();
  if (!edge) throw new Error("The head has no edge");
  const before = await widthOf("Name");
  await page.mouse.move(edge.x + 4, edge.y + 10);
  await page.mouse.down();
  await page.mouse.move(edge.x + 64, edge.y + 10, { steps: 4 });
  await page.mouse.up();
  expect(await widthOf("Name")).toBeCloseTo(before + 60, -1);
  const owner = await widthOf("Owner");
  await head(page, "Owner").getByRole("button").press("Shift+ArrowRight");
  await expect.poll(() => widthOf("Owner")).toBeCloseTo(owner + 16, 0);

  await head(page, "Owner").getByRole("button").press("Alt+Shift+ArrowLeft");
  await head(page, "Preset").getByRole("button").dragTo(head(page, "Status"));
  await expect
    .poll(labels)
    .toEqual(["Preset", "Status", "Owner", "Name", "Usage", "Created", "Run time", "Exit code", "Cost"]);
  const [order, width] = [await labels(), await widthOf("Name")];
  await page.reload();
  await expect(head(page, "Exit code")).toBeVisible();
  expect(await labels()).toEqual(order);
  expect(await widthOf("Name")).toBeCloseTo(width, 0);

  const token = await three.server.addUser("ada", "user");
  await page.goto("about:blank");
  await page.goto(`${three.server.origin}/#token=${token}`);
  await expect(head(page, "Tags")).toBeVisible();
  await expect(head(page, "Exit code")).toHaveCount(0);
  await page.goto("about:blank");
  await page.goto(three.server.link);
  await expect(head(page, "Exit code")).toBeVisible();

  await page.getByRole("button", { name: "Display" }).click();
  await panel.getByRole("button", { name: "Reset", exact: true }).click();
  await expect(head(page, "Tags")).toBeVisible();
});

test("a range is selected and killed, and the run goes on on another page", async ({ page, fresh }) => {
  const jobs = [];
  for (const index of [1, 2, 3]) jobs.push(await fresh.run({ command: "sleep 600", name: `doomed-${index}` }));
  const kept = await fresh.run({ command: "sleep 600", name: "kept-alive" });
  const ended = await fresh.run({ command: "true", name: "ended-before" });
  await page.goto(fresh.link);
  await expect(rows(page)).toHaveCount(5);
  await row(page, "doomed-3").getByRole("checkbox").click();
  await row(page, "doomed-1")
    .getByText("root")
    .click({ modifiers: ["Shift"] });
  await row(page, "ended-before")
    .getByText("root")
    .click({ modifiers: ["Control"] });
  await expect(page.getByRole("status").filter({ hasText: "4 jobs selected" })).toBeVisible();
  await expect(row(page, "kept-alive")).toHaveAttribute("aria-selected", "false");
  // Cards take the rows' place, and go on with what is selected.
  await page.setViewportSize({ width: 700, height: 844 });
  await expect(head(page, "Status")).toHaveCount(0);
  await expect(page.getByRole("status", { name: "Selection" })).toHaveText("4 jobs selected");
  await expect(row(page, "doomed-2")).toHaveAttribute("aria-selected", "true");
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect(head(page, "Status")).toBeVisible();
  await expect(row(page, "kept-alive")).toHaveAttribute("aria-selected", "false");
  await fresh.client.kill(ended.id);
  await expect(row(page, "ended-before")).toContainText(/Succeeded|Cancelled/);
  await page.getByRole("toolbar", { name: "Selected jobs" }).getByRole("button", { name: "Kill" }).click();
  const dialog = page.getByRole("dialog", { name: "Kill 3 jobs?" });
  await expect(dialog).toContainText("doomed-1");
  await expect(dialog).toContainText("1 job of the selection is left out");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Kill 3 jobs" }).click();
  await page.getByRole("link", { name: "Start a job" }).click();
  await expect(page.getByRole("status").filter({ hasText: "3 jobs killed" })).toBeVisible();
  await page.getByRole("button", { name: "Dismiss" }).click();
  await page.goBack();
  for (const job of jobs) await fresh.untilStatus(job.id, "cancelled");
  expect((await fresh.client.status(kept.id)).status).toBe("running");
});

test("an action on thousands shows how far it is, and is stopped", async ({ page, fresh }) => {
  await fresh.stop();
  seedJobs(fresh.dataDir, { count: 3_000, newestMs: Date.now() - 60_000 });
  await fresh.boot();
  await page.goto(fresh.link);
  await expect(page.getByRole("status").filter({ hasText: /^3000 jobs$/ })).toBeVisible();
  await page.getByRole("checkbox", { name: "Select all 3,000 jobs" }).click();
  await page.getByRole("toolbar", { name: "Selected jobs" }).getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete 3,000 jobs" }).click();
  const tray = page.getByRole("region", { name: "Actions on many jobs" });
  const progress = tray.getByRole("progressbar", { name: "Jobs done" });
  await expect.poll(async () => Number(await progress.getAttribute("aria-valuenow"))).toBeGreaterThan(0);
  await expect(tray.getByRole("status")).toContainText(/Deleting [\d,]+ of 3,000 jobs/);
  await tray.getByRole("button", { name: "Stop" }).click();
  await expect(tray.getByRole("status")).toContainText(/jobs deleted, stopped before [\d,]+ more/);
  const words = await tray.getByRole("status").innerText();
  const [deleted, left] = [...words.matchAll(/\d[\d,]*/g)].map(([digits]) => Number(digits.replaceAll(",", "")));
  let stored = 0;
  for await (const job of fresh.client.list()) stored += job.id === "" ? 0 : 1;
  expect(deleted).toBeGreaterThan(0);
  expect((deleted ?? 0) + (left ?? 0)).toBe(3_000);
  expect(stored).toBe(left);
  await expect(
    page
      .getByRole("status")
      .filter({ hasText: `${stored} jobs` })
      .last(),
  ).toBeVisible();
});

test("what cannot be done is told by name and reason; ended jobs are deleted and started again", async ({
  page,
  fresh,
}) => {
  const { quick, broken, lasting } = await seedThree(fresh);
  await page.goto(fresh.link);
  await expect(rows(page)).toHaveCount(3);
  const bar = page.getByRole("toolbar", { name: "Selected jobs" });
  await row(page, "quick-c").getByRole("checkbox").click();
  await bar.getByRole("button", { name: "Delete" }).click();
  // Somebody else is faster.
  await fresh.client.drop(quick.id);
  await page.getByRole("dialog").getByRole("button", { name: "Delete 1 job" }).click();
  await expect(page.getByRole("status").filter({ hasText: "0 jobs deleted, 1 skipped" })).toBeVisible();
  await expect(page.getByRole("list", { name: "Skipped" })).toContainText(
    /quick-c (There is no job|The job is being removed)/,
  );
  await expect(row(page, "quick-c")).toHaveCount(0);
  await page.getByRole("button", { name: "Dismiss" }).click();

  await row(page, "broken-b").getByRole("checkbox").click();
  await bar.getByRole("button", { name: "Run again" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Run 1 job again" }).click();
  await expect(page.getByRole("status").filter({ hasText: "1 job started" })).toBeVisible();
  await page.getByRole("button", { name: "Dismiss" }).click();

  await row(page, "lasting-a").getByRole("checkbox").click();
  await bar.getByRole("button", { name: "Kill" }).click();
  await fresh.stop();
  await page.getByRole("dialog").getByRole("button", { name: "Kill 1 job" }).click();
  await expect(page.getByRole("status").filter({ hasText: "0 jobs killed, 1 failed" })).toBeVisible();
  await expect(page.getByRole("list", { name: "Failed" })).toContainText("lasting-a");
  await fresh.boot();
  expect((await fresh.client.status(lasting.id)).status).toBe("running");
  expect((await fresh.client.status(broken.id)).status).toBe("failed");
});

test("the keyboard alone walks, selects, previews and opens", async ({ page, three }) => {
  await page.goto(three.server.link);
  await expect(rows(page)).toHaveCount(3);
  const grid = gridOf(page);
  const active = () => grid.getAttribute("aria-activedescendant");
  const idOf = async (name: string) => `row-${await row(page, name).getAttribute("data-row")}`;
  await page.keyboard.press("j");
  expect(await active()).toBe(await idOf("lasting-a"));
  await page.keyboard.press("j");
  await page.keyboard.press("ArrowDown");
  expect(await active()).toBe(await idOf("broken-b"));
  await page.keyboard.press("Home");
  await page.keyboard.press("Space");
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowUp");
  await expect(grid.getByRole("row", { selected: true })).toHaveCount(2);
  await page.keyboard.press("Escape");
  await expect(grid.getByRole("row", { selected: true })).toHaveCount(0);
  await page.keyboard.press("Control+a");
  await expect(grid.getByRole("row", { selected: true })).toHaveCount(3);
  await page.keyboard.press("Escape");

  await page.keyboard.press("End");
  await page.keyboard.press("p");
  await expect(page.getByRole("complementary", { name: "Preview of broken-b" })).toContainText("Exit code 43");
  expect(page.url()).toContain("preview=job-");
  await expectAccessible(page);
  await page.keyboard.press("ArrowUp");
  await expect(page.getByRole("complementary", { name: "Preview of quick-c" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("complementary", { name: "Preview of quick-c" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("complementary")).toHaveCount(0);
  expect(page.url()).not.toContain("preview");

  // Where there is no room beside the list the preview lies over it, and is left by its cross, Escape or the way back.
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(head(page, "Created")).toHaveCount(0);
  await grid.press("End");
  await page.keyboard.press("p");
  const sheet = page.getByRole("dialog", { name: "Preview" });
  await expect(sheet.getByRole("region", { name: "Preview of broken-b" }).getByRole("log")).toContainText("gave up");
  await expect(sheet.getByRole("button", { name: "Close the preview" })).toBeFocused();
  await sheet.getByRole("log").press("/");
  await expect(sheet.getByRole("textbox", { name: "Search the log" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(sheet.getByRole("log")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
  await expect(grid).toBeFocused();
  expect(page.url()).not.toContain("preview");
  await page.keyboard.press("p");
  await page.goBack();
  await expect(sheet).toHaveCount(0);
  await expect(grid).toBeFocused();
  await page.goForward();
  await page.reload();
  await sheet.getByRole("button", { name: "Close the preview" }).click();
  await expect(sheet).toHaveCount(0);
  expect(page.url()).not.toContain("preview");

  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/jobs\/job-[^/?]+$/);
});

test("a row's menu has all that can be done with it", async ({ page, fresh }) => {
  await seedThree(fresh);
  await page.goto(fresh.link);
  await row(page, "lasting-a").getByText("root").click({ button: "right" });
  const menu = page.getByRole("menu");
  await expect(menu.getByRole("menuitem")).toHaveText([
    /^Open/,
    "Open in new tab",
    /^Preview/,
    /^Select/,
    "Logs",
    "Terminal",
    "Metrics",
    "Run again",
    "Compare",
    "Copy id",
    "Filter by owner root",
    "Filter by preset cpu-small",
    /^Filter by project/,
    "Filter by image host",
    "Kill …",
  ]);
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(menu).toHaveCount(0);
  await row(page, "quick-c").getByRole("checkbox").click();
  await row(page, "lasting-a").getByText("root").click({ button: "right" });
  await menu.getByRole("menuitem", { name: "Compare with 1 selected" }).click();
  await expect(page).toHaveURL(/\/compare\?jobs=job-[0-9a-f-]{36}(,|%2C)job-[0-9a-f-]{36}$/);
  await page.goBack();
  await expect(rows(page)).toHaveCount(3);
  await gridOf(page).press("ArrowDown");
  await page.keyboard.press("Shift+F10");
  await expect(menu.getByRole("menuitem", { name: "Terminal" })).toBeDisabled();
  await menu.getByRole("menuitem", { name: "Filter by preset" }).click();
  await expect(page).toHaveURL(/q=preset/);
  await page.goBack();
  await row(page, "lasting-a").getByRole("button", { name: "More for lasting-a" }).click();
  await menu.getByRole("menuitem", { name: "Kill" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Kill the job" }).click();
  await expect(row(page, "lasting-a")).toContainText("Cancelled");
});

test("new jobs wait while the pointer is over the rows; statuses do not", async ({ page, fresh }) => {
  const { lasting } = await seedThree(fresh);
  await page.goto(fresh.link);
  await row(page, "lasting-a").getByText("root").hover();
  await fresh.run({ command: "true", name: "new-one" });
  await fresh.run({ command: "true", name: "new-two" });
  const pill = page.getByRole("button", { name: "2 new" });
  await expect(pill).toBeVisible();
  await expect(rows(page)).toHaveCount(3);
  await fresh.client.kill(lasting.id);
  await expect(row(page, "lasting-a")).toContainText("Cancelled");
  await expect(rows(page)).toHaveCount(3);
  await expectAccessible(page);
  await pill.click();
  await expect(rows(page)).toHaveCount(5);
  await page.mouse.move(0, 0);
  await fresh.run({ command: "true", name: "shown-at-once" });
  await expect(row(page, "shown-at-once")).toBeVisible();
});

test("the view is exported as it is shown", async ({ page, fresh }) => {
  await seedThree(fresh);
  await fresh.run({ command: "echo '=1+1', \"two\"", name: "quoted" });
  await page.goto(`${fresh.link}`);
  await expect(rows(page)).toHaveCount(4);
  await page.getByRole("button", { name: "Display" }).click();
  const panel = page.getByRole("dialog", { name: "Display" });
  await panel.getByLabel("Command", { exact: true }).check();
  await panel.getByLabel("Order by").selectOption("Name");
  const save = async (name: string) => {
    const [download] = await Promise.all([page.waitForEvent("download"), panel.getByRole("button", { name }).click()]);
    expect(download.suggestedFilename()).toMatch(/^jobs-\d{4}-\d\d-\d\d\.(csv|json)$/);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString("utf8");
  };
  const lines = (await save("Export CSV")).trimEnd().split("\r\n");
  expect(lines[0]).toMatch(/^Status,Reason,Name,Owner,Preset,Command,Tags,Created,"Run time, s","Cost, credits"$/);
  expect(lines).toHaveLength(5);
  expect(lines[1]).toMatch(
    /^failed,Failed with exit code 43,broken-b,root,cpu-small,sh -c 'echo gave up; exit 43',nightly,/,
  );
  expect(lines[4]).toContain(`"echo '=1+1', ""two"""`);
  const all = JSON.parse(await save("Export JSON")) as { name: string; transitions: unknown[] }[];
  expect(all.map(({ name }) => name)).toEqual(["broken-b", "lasting-a", "quick-c", "quoted"]);
  expect(all[0]?.transitions.length).toBeGreaterThan(1);
});

test("on a phone a long press selects, and the menu does the rest", async ({ browser, three }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  await page.goto(three.server.link);
  await expect(rows(page)).toHaveCount(3);
  await expect(row(page, "broken-b")).toContainText("Exit code 43");
  const box = await row(page, "quick-c").boundingBox();
  if (!box) throw new Error("The card is not on the screen");
  const session = await context.newCDPSession(page);
  const touchPoints = [{ x: box.x + 60, y: box.y + 40 }];
  await session.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints });
  await expect(page.getByRole("status").filter({ hasText: "1 job selected" })).toBeVisible();
  await session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await expect(row(page, "quick-c")).toHaveAttribute("aria-selected", "true");
  await row(page, "broken-b").getByText("root").tap();
  await expect(page.getByRole("status").filter({ hasText: "2 jobs selected" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Clear the selection" }).tap();
  await row(page, "lasting-a").getByRole("button", { name: "More for" }).tap();
  await page.getByRole("menuitem", { name: "Open", exact: false }).first().tap();
  await page.waitForURL(/\/jobs\/job-[^/?]+$/);
  await context.close();
});
