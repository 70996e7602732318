import type { Locator, Page } from "@playwright/test";
import { logOf } from "./app.ts";
import { expect, test } from "./fixtures.ts";
import { lookAt } from "./looks.ts";

const LINES = 20_000;
/** Every hundredth line is an error, every thousandth a JSON record; both say which they are. The first is hard to search. */
const SCRIPT = `
import json
for i in range(1, ${LINES} + 1):
    if i == 1: print("a" * 200 + "!")
    elif i % 1000 == 0: print(json.dumps({"level": "warning", "msg": "checkpoint", "step": i}))
    elif i % 100 == 0: print(f"\\033[31mERROR\\033[0m line {i}: loss is NaN")
    else: print(f"INFO line {i}: loss={i / 7:.3f}")
`;

const matchesOf = (page: Page) => page.getByRole("status", { name: "Matches" });
const rowOf = (page: Page, line: number) => logOf(page).locator(`[data-number="${line - 1}"]`);

async function clipboardOf(page: Page): Promise<string> {
  return await page.evaluate(() => navigator.clipboard.readText());
}

/** A whole log on a machine with other work. */
const patient = expect.configure({ timeout: 60_000 });

test("the whole log is searched, filtered and linked to", async ({ page, jobdeck, context }) => {
  test.setTimeout(240_000);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const job = await jobdeck.run({ command: `python3 -c '${SCRIPT}'` });
  await jobdeck.untilStatus(job.id, "succeeded");
  await page.goto(`${jobdeck.origin}/jobs/${job.id}/logs#token=${jobdeck.token}`);
  await patient(rowOf(page, LINES)).toBeVisible();

  // Search: what was never drawn is found, colours do not hide it, and the counts are exact.
  await logOf(page).press("/");
  await page.keyboard.type("error LINE 5");
  await expect(matchesOf(page)).toHaveText("10 matches");
  await page.getByRole("button", { name: "Match case" }).click();
  await expect(matchesOf(page)).toHaveText("No match");
  await page.getByRole("button", { name: "Match case" }).click();
  await page.getByRole("button", { name: "Regular expression" }).click();
  const field = page.getByRole("textbox", { name: "Search the log" });
  await field.fill("error line (");
  await expect(page.getByText(/This is no regular expression/)).toBeVisible();
  // One that would take longer than anybody lives is given up, and the next one is searched for.
  await field.fill("(a+)+$");
  await patient(page.getByText(/This expression takes too long/)).toBeVisible();
  await field.fill("error line 12[0-9]00:");
  await expect(matchesOf(page)).toHaveText("9 matches");
  // From the end the next match is the first one, and the one before that the last.
  await field.press("Enter");
  await expect(rowOf(page, 12_100)).toBeInViewport();
  await expect(rowOf(page, 12_100)).toHaveAttribute("data-current", "true");
  await field.press("Shift+Enter");
  await expect(rowOf(page, 12_900)).toBeInViewport();

  // Only what matches, with a line around each; the address carries it all.
  const widthOf = async (locator: Locator) => (await locator.boundingBox())?.width;
  const numbersPx = await widthOf(rowOf(page, 12_900).locator("[data-n]"));
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByLabel("Lines that match the search").selectOption("These and 1 around each");
  await page.keyboard.press("Escape");
  await expect(page.getByText(/19,973 of 20,000 lines are left out/)).toBeVisible();
  await expect(rowOf(page, 12_501)).toBeVisible();
  await expect(rowOf(page, 12_502)).toHaveCount(0);
  // There is room for the number of any line, however few are left.
  expect(await widthOf(rowOf(page, 12_501).locator("[data-n]"))).toBe(numbersPx);
  await page.reload();
  await expect(matchesOf(page)).toHaveText("9 matches");
  await expect(rowOf(page, 12_901)).toBeVisible();

  // Levels, as programs write them.
  await page.goto(`${jobdeck.origin}/jobs/${job.id}/logs?level=${encodeURIComponent('["warn"]')}`);
  await expect(page.getByText(/19,980 of 20,000 lines are left out/)).toBeVisible();
  await page.getByRole("button", { name: "View" }).click();
  await page.getByLabel("JSON as fields").check();
  await expect(rowOf(page, LINES)).toHaveText(/^checkpoint level=warning step=20000/);
  await page.getByLabel("JSON as fields").uncheck();
  await page.getByLabel("Go to line or time").fill("no such thing");
  await page.getByRole("button", { name: "Go", exact: true }).click();
  await expect(page.getByText(/Write a line's number, or a time/)).toBeVisible();
  await page.keyboard.press("Escape");

  // A line by its number, a range by Shift, copied with and without times, and linked to.
  await page.goto(`${jobdeck.origin}/jobs/${job.id}/logs`);
  await patient(rowOf(page, LINES)).toBeVisible();
  await page.getByRole("button", { name: "View" }).click();
  await page.getByLabel("Go to line or time").fill("11,415");
  await page.getByRole("button", { name: "Go", exact: true }).click();
  await expect(rowOf(page, 11_415)).toBeInViewport();
  await page.keyboard.press("Escape");
  await rowOf(page, 11_415).locator("[data-n]").click();
  await rowOf(page, 11_418)
    .locator("[data-n]")
    .click({ modifiers: ["Shift"] });
  const chosen = page.getByRole("group", { name: "Chosen lines" });
  await expect(chosen).toContainText("Lines 11415–11418");
  await chosen.getByRole("button", { name: "Copy", exact: true }).click();
  const line = (number: number) => `INFO line ${number}: loss=${(number / 7).toFixed(3)}\n`;
  const text = [11_415, 11_416, 11_417, 11_418].map(line).join("");
  await expect.poll(() => clipboardOf(page)).toBe(text);
  await chosen.getByRole("button", { name: "Copy with times" }).click();
  await expect.poll(() => clipboardOf(page)).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z INFO line 11415: /);
  await chosen.getByRole("button", { name: "Copy link" }).click();
  await expect.poll(() => clipboardOf(page)).toContain("line=");
  await page.goto(await clipboardOf(page));
  await expect(rowOf(page, 11_415)).toBeInViewport();
  await expect(rowOf(page, 11_418)).toHaveAttribute("data-selected", "true");
  await expect(rowOf(page, 11_419)).not.toHaveAttribute("data-selected", "true");

  await page.goto(`${jobdeck.origin}/jobs/${job.id}/logs?q=loss&mark=${encodeURIComponent('["NaN","line"]')}`);
  await patient(matchesOf(page)).toHaveText("19,979 matches");
  await lookAt(page, "log-search", { within: "main" });
});
