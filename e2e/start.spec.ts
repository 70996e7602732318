import { fillForm, logOf, openTab, startByForm, statusOf } from "./app.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";

test("every field of the form is in effect in the job and shown on its page", async ({ page, jobdeck }) => {
  await page.goto(jobdeck.link);
  const id = await startByForm(page, {
    command: `sh -c 'echo "greeting is $GREETING"; test -t 1 && echo "on a terminal"; sleep 600'`,
    preset: "cpu-small",
    name: "all-fields",
    tags: ["vision", "nightly"],
    description: "Every field at once",
    env: { GREETING: "héllo wörld" },
    tty: true,
    httpPort: "8765",
  });
  await expect(logOf(page)).toContainText("greeting is héllo wörld");
  await expect(logOf(page)).toContainText("on a terminal");
  await openTab(page, "Overview");
  const main = page.getByRole("main");
  for (const text of ["all-fields", "cpu-small", "vision", "nightly", "Every field at once", "GREETING", "8765", id]) {
    await expect(main).toContainText(text);
  }
  await expectAccessible(page);
  await jobdeck.client.kill(id);
});

test("what is wrong is said at the field, before and after it is sent", async ({ page, jobdeck }) => {
  const taken = await jobdeck.run({ command: "sleep 600", name: "taken-name" });
  await page.goto(jobdeck.link);
  await page.getByRole("link", { name: "Start a job" }).click();
  await fillForm(page, { command: `echo "never closed`, name: "Bad_Name", httpPort: "99999" });
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await expect(page.getByLabel("Command", { exact: true })).toHaveAccessibleDescription(/quote that is not closed/);
  await expect(page.getByLabel("Name", { exact: true })).toHaveAccessibleDescription(/lower-case letters/);
  await expect(page.getByLabel("HTTP port")).toHaveAccessibleDescription(/0 to 65535/);
  await expectAccessible(page);

  await fillForm(page, { command: "sleep 1", name: "taken-name", httpPort: "8080" });
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await expect(page.getByLabel("Name", { exact: true })).toHaveAccessibleDescription(/taken-name/);
  await expect(page.getByLabel("Command", { exact: true })).toHaveValue("sleep 1");
  await jobdeck.client.kill(taken.id);
});

test("what the engine cannot do is off, and says why", async ({ page, jobdeck }) => {
  await page.goto(`${jobdeck.link}`);
  await page.getByRole("link", { name: "Start a job" }).click();
  await page.getByText("Advanced").click();
  await expect(page.getByRole("main")).toContainText(/privileged/i);
  const config = await jobdeck.client.config();
  const reason = config.clusters[0]?.engine?.unsupported.volumes ?? "";
  expect(reason).not.toBe("");
  await expect(page.getByRole("main")).toContainText(reason);
});

test("a job is run again as it was, or changed first", async ({ page, jobdeck }) => {
  const first = await jobdeck.run({ command: "echo once more", env: { KEPT: "yes" }, tags: ["again"] });
  await jobdeck.untilStatus(first.id, "succeeded");
  await page.goto(jobdeck.link);
  await page.goto(`${jobdeck.origin}/jobs/${first.id}`);
  await page.getByRole("button", { name: "Run again" }).click();
  await page.waitForURL((url) => url.pathname.endsWith("/logs") && !url.pathname.includes(first.id));
  await expect(statusOf(page)).toContainText("Succeeded");
  await expect(logOf(page)).toContainText("once more");
  await page.getByRole("link", { name: "Edit and run again" }).click();
  await expect(page.getByLabel("Command", { exact: true })).toHaveValue("echo once more");
  await expect(page.getByLabel("Value of KEPT")).toHaveValue("yes");
  await page.getByLabel("Command", { exact: true }).fill("echo changed");
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await expect(logOf(page)).toContainText("changed");
});

test("the keyboard alone starts a job", async ({ page, jobdeck }) => {
  await page.goto(`${jobdeck.link}`);
  await page.getByRole("link", { name: "Start a job" }).focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("Command", { exact: true }).focus();
  await page.keyboard.type("echo by keyboard");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/logs$/);
  await expect(logOf(page)).toContainText("by keyboard");
});
