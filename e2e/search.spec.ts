import type { Page } from "@playwright/test";
import { rowOf } from "./app.ts";
import { expect, expectAccessible, test as base } from "./fixtures.ts";
import { lookAt } from "./looks.ts";
import { seedJobs, type SeedOptions } from "./seed.ts";
import { JobdeckServer } from "./server.ts";

const test = base.extend<{ seeded: JobdeckServer }, { sharedSeeded: JobdeckServer }>({
  sharedSeeded: [
    // Playwright reads a fixture's needs from this pattern: it has none.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const server = await JobdeckServer.start({
        prepare: (dataDir) => seedJobs(dataDir, { count: 300, newestMs: Date.now() - 60_000 }),
      });
      await use(server);
      await server.dispose();
    },
    { scope: "worker" },
  ],
  /** A server with 300 finished jobs, for tests that leave them as they are. */
  seeded: async ({ page, sharedSeeded }, use) => {
    await use(sharedSeeded);
    await page.close();
  },
});

/** Fills an idle server with finished jobs and opens the list. */
async function openSeeded(page: Page, server: JobdeckServer, options: Partial<SeedOptions>): Promise<void> {
  await server.stop();
  seedJobs(server.dataDir, { count: 300, newestMs: Date.now() - 60_000, ...options });
  await server.boot();
  await openList(page, server);
}

/** Opens the list of a server. */
async function openList(page: Page, server: JobdeckServer): Promise<void> {
  await page.goto(server.link);
  await expect(shownCount(page)).toBeVisible();
}

const field = (page: Page) => page.getByRole("combobox", { name: "Filter jobs" });
const option = (page: Page, name: string | RegExp) => page.getByRole("option", { name });
const shownCount = (page: Page) => page.getByRole("status").filter({ hasText: /^\d+( of \d+)? jobs?$/ });
const queryOf = (page: Page) => new URL(page.url()).searchParams.get("q");

test("keys and values are completed by the keyboard, with the number of jobs each would leave", async ({
  page,
  seeded,
}) => {
  await openList(page, seeded);
  // Before it is there nobody hears the key.
  await expect(field(page)).toBeVisible();
  await page.keyboard.press("/");
  await expect(option(page, /^status:/)).toContainText("In one of these states");
  await expectAccessible(page, "[role=search]");
  await page.keyboard.type("st");
  await page.keyboard.press("Tab");
  await expect(field(page)).toHaveValue("status:");
  const first = page.getByRole("option").first();
  await expect(first).toContainText(/succeeded\s*\d+ jobs/);
  const count = /(\d+) jobs/.exec((await first.textContent()) ?? "")?.[1];
  await page.keyboard.press("ArrowDown");
  await expect(first).toHaveAttribute("aria-selected", "true");
  await expect(field(page)).toHaveAttribute("aria-activedescendant", (await first.getAttribute("id")) ?? "");
  await expectAccessible(page, "[role=search]");
  await page.keyboard.press("Enter");
  await expect(field(page)).toHaveValue("status:succeeded ");
  await expect(shownCount(page)).toHaveText(`${count} of 300 jobs`);
  await expect(page.getByRole("listbox")).toHaveCount(0);
  // Enter goes on to what was found.
  await page.keyboard.press("Enter");
  await expect(page.getByRole("grid")).toBeFocused();
  await page.keyboard.press("/");
  // Nothing on the way to the next control takes the focus.
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Clear the filter" })).toBeFocused();
  await page.keyboard.press("/");

  await page.keyboard.type(" -tag:night");
  await option(page, /nightly/).click();
  await expect(field(page)).toHaveValue("status:succeeded -tag:nightly ");
  expect(queryOf(page)).toBe("status:succeeded -tag:nightly");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("listbox")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("listbox")).toHaveCount(0);
  await expect(field(page)).not.toHaveValue("");
  await page.keyboard.press("Escape");
  await expect(field(page)).toHaveValue("");
  await expect(shownCount(page)).toHaveText("300 jobs");
});

test("the address holds the search: reload, back and forward", async ({ page, seeded }) => {
  await openList(page, seeded);
  await field(page).fill("bert");
  await expect(shownCount(page)).toHaveText(/^\d+ of 300 jobs$/);
  const words = await shownCount(page).innerText();
  await page.reload();
  await expect(field(page)).toHaveValue("bert");
  await expect(shownCount(page)).toHaveText(words);

  await field(page).click();
  await page.keyboard.press("End");
  await page.keyboard.type(" owner:al");
  await option(page, /^alice/).click();
  await expect.poll(() => queryOf(page)).toBe("bert owner:alice");
  await page.getByRole("group", { name: "Filter by status" }).getByText("Failed").click();
  await expect(field(page)).toHaveValue("bert owner:alice status:failed");
  await page.goBack();
  await expect(field(page)).toHaveValue("bert owner:alice");
  await page.goBack();
  await expect(field(page)).toHaveValue("bert");
  await expect(shownCount(page)).toHaveText(words);
  await page.goForward();
  await expect(field(page)).toHaveValue("bert owner:alice");
  await page.getByRole("button", { name: "Clear the filter" }).click();
  await expect(shownCount(page)).toHaveText("300 jobs");
});

test("a mistake says what to write instead, once it is written", async ({ page, seeded }) => {
  await openList(page, seeded);
  await field(page).click();
  await page.keyboard.type("status:runing");
  await expect(page.getByText("did you mean running?")).toHaveCount(0);
  await page.keyboard.type(" since:2x tag:");
  await expect(page.getByText("status:runing — did you mean running?")).toBeVisible();
  await expect(page.getByText("since:2x — write 30m, 2h, 3d, 1w or a date such as 2026-01-31")).toBeVisible();
  await expect(field(page)).toHaveAttribute("aria-invalid", "true");
  await expect(shownCount(page)).toHaveText("300 jobs");
  await page.keyboard.press("Escape");
  await expectAccessible(page);
});

test("mine, active, statuses and times at a click", async ({ page, fresh }) => {
  const config = await fresh.client.config();
  await openSeeded(page, fresh, { count: 60, gapMs: 3_600_000, owners: ["somebody", config.username ?? ""] });
  const job = await fresh.run({ command: "sleep 600", name: "lasting-one" });
  await expect(rowOf(page, "lasting-one")).toContainText("Running");
  await page.getByRole("button", { name: "Active" }).click();
  await expect(shownCount(page)).toHaveText("1 of 61 jobs");
  await page.getByRole("button", { name: "Mine" }).click();
  await expect(field(page)).toHaveValue("is:active owner:me");
  await expect(rowOf(page, "lasting-one")).toBeVisible();
  await page.getByRole("button", { name: "Active" }).click();
  await expect(shownCount(page)).not.toHaveText("61 jobs");
  await page.getByRole("button", { name: "Mine" }).click();
  await expect(shownCount(page)).toHaveText("61 jobs");

  await page.getByRole("button", { name: "Any time" }).click();
  await expectAccessible(page, "[role=dialog]");
  await page.getByRole("button", { name: "Last day" }).click();
  await expect(shownCount(page)).toHaveText(/^2[4-6] of/);
  await expect(field(page)).toHaveValue("since:1d");
  await page.getByRole("button", { name: "Last day" }).click();
  const yesterday = new Date(Date.now() - 86_400_000);
  const day = `${yesterday.getFullYear()}-${String(yesterday.getMonth() + 1).padStart(2, "0")}-${String(yesterday.getDate()).padStart(2, "0")}`;
  await page.getByLabel("Until").fill(day);
  await expect(field(page)).toHaveValue(`since:1d until:${day}`);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  // Nothing that the keyboard goes on to lies under a panel that it has left.
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Shift+Tab");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await fresh.client.kill(job.id);
});

test("views have names, are renamed, deleted, and one opens with the list", async ({ page, seeded }) => {
  await openList(page, seeded);
  await page.goto(`${seeded.origin}/jobs?q=status%3Afailed&sort=name&group=owner`);
  await expect(field(page)).toHaveValue("status:failed");
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByLabel("Name of this view").fill("Broken");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Broken" })).toBeVisible();

  await page.goto(`${seeded.origin}/jobs`);
  await page.getByRole("button", { name: "Views" }).click();
  await expectAccessible(page, "[role=dialog]");
  await page.getByRole("button", { name: "Broken", exact: true }).click();
  await expect(field(page)).toHaveValue("status:failed");
  expect(new URL(page.url()).search).toBe("?q=status%3Afailed&sort=name&group=owner");
  await page.goBack();
  await expect(field(page)).toHaveValue("");

  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("button", { name: "Rename Broken" }).click();
  await page.getByLabel("New name of Broken").fill("Failures");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Open the list with Failures" }).click();
  await page.goto(`${seeded.origin}/jobs`);
  await expect(field(page)).toHaveValue("status:failed");
  expect(page.url()).toContain("group=owner");

  await page.getByRole("button", { name: "Failures" }).click();
  await page.getByRole("button", { name: "Delete Failures" }).click();
  await page.goto(`${seeded.origin}/jobs`);
  await expect(shownCount(page)).toHaveText("300 jobs");
  await expect(field(page)).toHaveValue("");
});

test("the platform is asked for what is not at hand, and older jobs come on request", async ({ page, fresh }) => {
  await openSeeded(page, fresh, { count: 11_000, gapMs: 20_000 });
  await expect(shownCount(page)).toHaveText("10000 jobs");
  const asked: string[] = [];
  page.on("request", (request) => asked.push(decodeURIComponent(new URL(request.url()).search)));
  await field(page).fill("owner:alice");
  await expect(shownCount(page)).toHaveText(/^\d{4} jobs$/);
  expect(asked).toContain("?owner=alice&reverse=1&limit=10000");
  asked.length = 0;
  await field(page).fill("owner:alice tag:bert");
  await expect(shownCount(page)).toHaveText(/^\d+ of \d{4} jobs$/);
  await page.getByRole("button", { name: "Clear the filter" }).click();
  await expect(shownCount(page)).toHaveText("10000 jobs");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Load older jobs" }).click();
  await expect(shownCount(page)).toHaveText("11000 jobs");
  expect(asked.filter((query) => query.includes("limit=10000"))).toEqual([]);
});

test("the search looks as it should, in both colours and widths", async ({ page, seeded }) => {
  await openList(page, seeded);
  const look = (name: string, within = "[role=search]") => lookAt(page, `search-${name}`, { within });
  await field(page).click();
  await page.keyboard.type("-status:failed owner:alice tag:");
  await expect(option(page, /nightly/)).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await look("values");
  await field(page).fill("status:runing resnet since:2x owner:alice");
  await page.keyboard.press("Escape");
  await page.getByRole("heading", { name: "Jobs", exact: true }).click();
  await look("errors", "main");
  await page.getByRole("button", { name: "Any time" }).click();
  await expect(page.getByRole("button", { name: "Last day" })).toBeVisible();
  await look("date");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByLabel("Name of this view").fill("My broken jobs");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "My broken jobs" }).click();
  await look("views");
});
