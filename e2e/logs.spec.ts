import { readFile } from "node:fs/promises";
import { logOf } from "./app.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";

test("colours are colours, a progress bar is one line, and markup is text", async ({ page, jobdeck }) => {
  const script = String.raw`printf "\033[31mred\033[0m plain\n"; printf "10%%\r55%%\r100%%\n"; echo "<img src=x onerror=alert(1)>"; printf "naïve 漢字 🚀\n"`;
  const job = await jobdeck.run({ command: `sh -c '${script}'` });
  await jobdeck.untilStatus(job.id, "succeeded");
  await page.goto(jobdeck.link);
  await page.goto(`${jobdeck.origin}/jobs/${job.id}/logs`);
  const log = logOf(page);
  await expect(log).toContainText("naïve 漢字 🚀");
  await expect(log).toContainText("<img src=x onerror=alert(1)>");
  await expect(log.locator("img")).toHaveCount(0);
  await expect(log).toContainText("100%");
  await expect(log).not.toContainText("55%");
  const red = await log.getByText("red", { exact: true }).evaluate((element) => getComputedStyle(element).color);
  const plain = await log.getByText("<img").evaluate((element) => getComputedStyle(element).color);
  expect(red).not.toBe(plain);
  await expectAccessible(page);
});

test("following stops for a reader, and the whole log can be downloaded", async ({ page, jobdeck }) => {
  const job = await jobdeck.run({ command: "sh -c 'seq -f \"line %.0f\" 1 20000; sleep 600'" });
  await page.goto(jobdeck.link);
  await page.goto(`${jobdeck.origin}/jobs/${job.id}/logs`);
  const log = logOf(page);
  await expect(log).toContainText("line 20000");
  await log.focus();
  await page.keyboard.press("Home");
  await expect(log).toContainText("line 1\n");
  await expect(log).not.toContainText("line 20000");
  await page.getByRole("button", { name: /end|new/i }).click();
  await expect(log).toContainText("line 20000");

  await page.getByRole("button", { name: "View" }).click();
  await page.getByLabel("Timestamps").selectOption("Local");
  await page.keyboard.press("Escape");
  await expect(log).toContainText(/\d\d:\d\d:\d\d/);

  await jobdeck.client.kill(job.id);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download" }).click();
  const text = await readFile(await (await download).path(), "utf8");
  expect(text).toBe(Array.from({ length: 20_000 }, (_, index) => `line ${index + 1}\n`).join(""));
});

test("a flood leaves the page usable", async ({ page, jobdeck }) => {
  const job = await jobdeck.run({ command: "sh -c 'yes this is a flood of lines | head -n 3000000; sleep 600'" });
  await page.goto(jobdeck.link);
  await page.goto(`${jobdeck.origin}/jobs/${job.id}/logs`);
  await expect(logOf(page)).toContainText("this is a flood");
  await page.getByRole("link", { name: "Overview", exact: true }).click();
  await expect(page.getByRole("heading", { name: "History" })).toBeVisible();
  await jobdeck.client.kill(job.id);
});
