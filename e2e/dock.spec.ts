import type { Page } from "@playwright/test";
import { connected, screenOf, terminalOf, typeLine } from "./app.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";
import { lookAt } from "./looks.ts";

const dockOf = (page: Page) => page.getByRole("region", { name: "Terminals" });
const tabsOf = (page: Page) => page.getByRole("list", { name: "Open terminals" }).getByRole("listitem");

/** What the shell that was opened last prints for a word of its own. */
async function ask(page: Page, expression: string): Promise<string> {
  const mark = `answer-${Math.random().toString(36).slice(2, 8)}`;
  await typeLine(page, `echo ${mark}:${expression}:`);
  const pattern = new RegExp(`${mark}:([^$:]+):`);
  await expect(screenOf(page)).toContainText(pattern);
  return pattern.exec(await screenOf(page).innerText())?.[1] ?? "";
}

test("shells are opened with two keys, split, kept while walking, found again after a reload and asked about", async ({
  page,
  jobdeck,
}) => {
  const job = await jobdeck.run({ command: "sleep 600", name: "dock-one" });
  const other = await jobdeck.run({ command: "sleep 600", name: "dock-two" });
  await jobdeck.untilStatus(job.id, "running");
  await jobdeck.untilStatus(other.id, "running");
  await page.goto(jobdeck.link);
  await page.goto(`${jobdeck.origin}/jobs/${job.id}`);
  await expect(page.getByRole("heading", { name: "dock-one" })).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await connected(page);
  const pid = await ask(page, "$$");
  await page.getByRole("button", { name: "Split to the right" }).click();
  const dialog = page.getByRole("dialog", { name: "Open a shell" });
  await dialog.getByLabel("Job").selectOption(other.id);
  await dialog.getByLabel("Command").selectOption("sh");
  await dialog.getByRole("button", { name: "Open" }).click();
  await expect(page.getByRole("region", { name: "Terminal, sh in dock-two" })).toContainText("Connected");
  await connected(page);
  await typeLine(page, "cd /; exec sleep 500");
  await expectAccessible(page);

  await page.getByRole("link", { name: "Storage" }).click();
  await expect(page).toHaveURL(/\/storage/);
  await expect(page.getByRole("region", { name: /^Terminal,/ })).toHaveCount(2);
  await page.reload();
  await expect(page.getByRole("region", { name: /^Terminal,/ })).toHaveCount(2);
  const first = page.getByRole("region", { name: "Terminal, Shell in dock-one" });
  await expect(first).toContainText("Connected");
  await expect(first.locator(".xterm-accessibility-tree")).toContainText(`:${pid}:`);
  await first.getByRole("textbox", { name: /^Terminal\./ }).focus();
  await typeLine(page, "echo again:$$:");
  await expect(first.locator(".xterm-accessibility-tree")).toContainText(`again:${pid}:`);

  await page.keyboard.press("Control+`");
  await expect(dockOf(page)).toBeHidden();
  await page.keyboard.press("Control+`");
  await expect(dockOf(page)).toBeVisible();

  await typeLine(page, "sleep 400");
  await first.getByRole("button", { name: "Close shell" }).click();
  const question = page.getByRole("dialog", { name: "Close this terminal?" });
  await expect(question).toContainText("sleep still runs");
  await question.getByRole("button", { name: "Keep it open" }).click();
  await first.getByRole("textbox", { name: /^Terminal\./ }).focus();
  await page.keyboard.press("Control+C");
  await typeLine(page, "echo idle-$((1 + 1))");
  await expect(first.locator(".xterm-accessibility-tree")).toContainText("idle-2");
  await first.getByRole("button", { name: "Close shell" }).click();
  await expect(page.getByRole("region", { name: /^Terminal,/ })).toHaveCount(1);
  await expect(tabsOf(page)).toHaveCount(1);
  await Promise.all([jobdeck.client.kill(job.id), jobdeck.client.kill(other.id)]);
  await expect(terminalOf(page).getByRole("alert")).toBeVisible();
});

test("the dock looks as it should: alone, when it asks, and split", async ({ page, jobdeck }) => {
  const job = await jobdeck.run({ command: "sleep 600", name: "dock-look" });
  await jobdeck.untilStatus(job.id, "running");
  await page.goto(jobdeck.link);
  await page.goto(`${jobdeck.origin}/jobs/${job.id}/terminal`);
  await page.getByRole("button", { name: "Open shell" }).click();
  await connected(page);
  await typeLine(page, "cd /usr; ls --color=always");
  await expect(screenOf(page)).toContainText("share");
  await lookAt(page, "dock");
  await page.getByRole("button", { name: "Split to the right" }).click();
  const dialog = page.getByRole("dialog", { name: "Open a shell" });
  await expect(dialog.getByRole("button", { name: "Open" })).toBeFocused();
  await lookAt(page, "dock-question", { within: "[role=dialog]" });
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("region", { name: /^Terminal,/ })).toHaveCount(2);
  const split = page.getByRole("region", { name: "Terminal, Shell 2 in dock-look" });
  await expect(split.getByRole("textbox", { name: /^Terminal\./ })).toBeFocused();
  await expect(split).toContainText("Connected");
  await typeLine(page, "printf '\\e[1;32mgreen\\e[0m \\e[38;2;255;120;0mtrue colour\\e[0m größe 漢字 👩‍👩‍👧\\n'; seq 1 40");
  await page.keyboard.press("Control+Shift+F");
  await page.keyboard.type("2");
  await expect(page.getByRole("search").getByRole("status")).toContainText("of");
  await lookAt(page, "dock-splits");
  await jobdeck.client.kill(job.id);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("keys that keyboards on glass lack are there, and nothing is drawn under the keyboard", async ({
    page,
    jobdeck,
  }) => {
    const job = await jobdeck.run({ command: "sleep 600", name: "dock-glass" });
    await jobdeck.untilStatus(job.id, "running");
    await page.goto(jobdeck.link);
    await page.goto(`${jobdeck.origin}/jobs/${job.id}/terminal`);
    await page.getByRole("button", { name: "Open shell" }).tap();
    await connected(page);
    const keys = page.getByRole("toolbar", { name: "Keys" });
    const press = async (name: string) => await keys.getByRole("button", { name, exact: true }).tap();
    await typeLine(page, "PS1='ready> '; stty -echoctl; cat -v");
    for (const name of ["Escape", "Up", "Left"]) await press(name);
    await press("Control, for the next key");
    await press("Down");
    await page.keyboard.press("Enter");
    await expect(screenOf(page)).toContainText("^[^[[A^[[D^[[1;5B");
    await press("Control and C");
    await expect(screenOf(page)).toContainText("ready> ");
    await typeLine(page, "printf '\\e[?1h'; sleep 500");
    // As typed on glass: the letter comes alone.
    const control = keys.getByRole("button", { name: "Control, for the next key" });
    await control.tap();
    await expect(control).toHaveAttribute("aria-pressed", "true");
    await page.keyboard.type("c");
    await expect(control).toHaveAttribute("aria-pressed", "false");
    await page.keyboard.type("echo still-$((20 + 22))");
    await page.keyboard.press("Enter");
    await expect(screenOf(page)).toContainText("still-42");
    await press("Up");
    await page.keyboard.press("Enter");
    await expect(screenOf(page)).toContainText(/still-42.*still-42/s);
    await expect(page.getByRole("textbox", { name: /^Terminal\./ })).toBeFocused();
    await lookAt(page, "dock-glass", { looks: [{ colorScheme: "dark", width: 390 }] });

    // No keyboard on glass runs here: what the browser tells of one is told in its place.
    await page.evaluate(() => {
      Object.defineProperty(window.visualViewport, "height", { configurable: true, value: 500 });
      window.visualViewport?.dispatchEvent(new Event("resize"));
    });
    await expect.poll(async () => (await keys.boundingBox())?.y ?? NaN).toBeLessThan(500 - 40);
    await expect.poll(async () => (await keys.boundingBox())?.y ?? NaN).toBeGreaterThan(420);
    await jobdeck.client.kill(job.id);
  });
});
