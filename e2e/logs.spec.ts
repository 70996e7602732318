import { readFile } from "node:fs/promises";
import { logOf } from "./app.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";

/** A whole log on a machine with other work. */
const patient = expect.configure({ timeout: 60_000 });

test("colours are colours, a progress bar is one line, and markup is text", async ({ page, jobdeck }) => {
  const script = String.raw`printf "\033[31mred\033[0m plain\n"; printf "10%%\r55%%\r100%%\n"; echo "<img src=x onerror=alert(1)>"; echo complaint >&2; sleep 0.2; printf "naïve 漢字 🚀\n"`;
  const job = await jobdeck.run({ command: `sh -c '${script}'` });
  await jobdeck.untilStatus(job.id, "succeeded");
  await page.goto(`${jobdeck.origin}/jobs/${job.id}/logs#token=${jobdeck.token}`);
  const log = logOf(page);
  await patient(log).toContainText("naïve 漢字 🚀");
  await expect(log).toContainText("<img src=x onerror=alert(1)>");
  await expect(log.locator("img")).toHaveCount(0);
  await expect(log).toContainText("100%");
  await expect(log).not.toContainText("55%");
  await expect(log.locator("[data-stderr]")).toHaveText("complaint");
  const red = await log.getByText("red", { exact: true }).evaluate((element) => getComputedStyle(element).color);
  const plain = await log.getByText("<img").evaluate((element) => getComputedStyle(element).color);
  expect(red).not.toBe(plain);
  await expectAccessible(page);
});

test("following stops for a reader, and the whole log can be downloaded", async ({ page, jobdeck }) => {
  const job = await jobdeck.run({ command: "sh -c 'seq -f \"line %.0f\" 1 20000; sleep 600'" });
  await page.goto(`${jobdeck.origin}/jobs/${job.id}/logs#token=${jobdeck.token}`);
  const log = logOf(page);
  await patient(log).toContainText("line 20000");
  // The wheel moves by what it turns, the bar goes to where it is put.
  const rowOf = (line: number) => log.locator(`[data-number="${line - 1}"]`);
  await log.hover();
  await page.mouse.wheel(0, -400);
  await expect(rowOf(20_000)).not.toBeInViewport();
  await expect(rowOf(19_980)).toBeInViewport();
  await log.evaluate((element) => (element.scrollTop = (element.scrollHeight - element.clientHeight) / 2));
  await expect(rowOf(10_000)).toBeInViewport();
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
  await page.goto(`${jobdeck.origin}/jobs/${job.id}/logs#token=${jobdeck.token}`);
  await patient(logOf(page)).toContainText("this is a flood");
  await page.getByRole("link", { name: "Overview", exact: true }).click();
  await expect(page.getByRole("heading", { name: "History" })).toBeVisible();
  await jobdeck.client.kill(job.id);
});
