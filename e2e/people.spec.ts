import type { Page } from "@playwright/test";
import { killJob, openTab, rowOf, startByForm, statusOf } from "./app.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";
import { FOLDER, lookAt } from "./looks.ts";
import type { JobdeckServer } from "./server.ts";

const READER = "You may look, but not change anything: your role is reader.";

/** Starts a job in somebody's name that is there for a while. */
async function jobOf(server: JobdeckServer, token: string, name: string) {
  const request = { image: "host", preset_name: "cpu-small", command: "sh -c 'echo hello; sleep 600'", name };
  const job = await server.clientOf(token).start(request);
  return await server.untilStatus(job.id, "running");
}

async function expectOff(page: Page, role: "button" | "link", name: string | RegExp, reason: string): Promise<void> {
  const button = page.getByRole(role, { name }).first();
  await expect(button).toHaveAttribute("aria-disabled", "true");
  await expect(button).toHaveAttribute("title", reason);
}

test("a reader sees everything and is told why he cannot change it", async ({ page, fresh }) => {
  const anna = await fresh.addUser("anna", "user");
  const rita = await fresh.addUser("rita", "reader");
  await page.goto(`${fresh.origin}/#token=${rita}`);
  await expect(page.getByRole("heading", { name: "No jobs yet" })).toBeVisible();
  await expectOff(page, "button", "Start a first job", READER);
  await expectOff(page, "link", "Set up your own", READER);
  const job = await jobOf(fresh, anna, "annas-job");
  await expectOff(page, "link", "Start a job", READER);
  await page.getByRole("link", { name: "Start a job" }).click({ force: true });
  await expect(rowOf(page, "annas-job")).toContainText("Running");
  await expectOff(page, "button", "Kill annas-job", READER);
  await expectOff(page, "button", "Terminal of annas-job", READER);
  await page.getByRole("button", { name: "More for annas-job" }).click();
  for (const name of ["Terminal", "Run again", "Kill …"]) {
    await expect(page.getByRole("menuitem", { name })).toBeDisabled();
    await expect(page.getByRole("menuitem", { name })).toHaveAttribute("title", READER);
  }
  await page.getByRole("menuitem", { name: "Preview" }).click();
  const preview = page.getByRole("complementary", { name: "Preview of annas-job" });
  await expect(preview.getByRole("log")).toContainText("hello");
  for (const [role, name] of [
    ["link", "Terminal"],
    ["button", "Run again"],
    ["button", "Kill"],
  ] as const) {
    await expect(preview.getByRole(role, { name, exact: true })).toHaveAttribute("title", READER);
  }
  await preview.getByRole("button", { name: "Close the preview" }).click();
  await rowOf(page, "annas-job").getByRole("checkbox").click();
  const bar = page.getByRole("toolbar", { name: "Selected jobs" });
  for (const name of ["Kill", "Run again"]) {
    await expect(bar.getByRole("button", { name })).toHaveAttribute("title", READER);
  }
  await expectAccessible(page);
  await bar.getByRole("button", { name: "Clear the selection" }).click();
  await rowOf(page, "annas-job").getByRole("link", { name: "annas-job", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/jobs/${job.id}$`));
  await expectOff(page, "button", "Kill", READER);
  await expectOff(page, "button", "Run again", READER);
  await expectOff(page, "link", "Edit and run again", READER);
  await page.getByRole("button", { name: "Kill" }).click({ force: true });
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expectAccessible(page);
  await openTab(page, "Logs");
  await expect(page.getByRole("log")).toContainText("hello");
  await openTab(page, "Metrics");
  await expect(page.getByRole("img", { name: /^CPU/ })).toBeVisible();
  await openTab(page, "Terminal");
  await expectOff(page, "button", "Open shell", READER);
  await expectOff(page, "button", "Attach", READER);
  await expectAccessible(page);
  await page.screenshot({ path: `${FOLDER}/reader-terminal.png` });
  await page.goto(`${fresh.origin}/start`);
  await expect(page.getByRole("main")).toContainText(READER);
  await expect(page.getByRole("button", { name: "Start", exact: true })).toHaveCount(0);
  await expectAccessible(page);
  await page.screenshot({ path: `${FOLDER}/reader-start.png` });
  expect((await fresh.client.status(job.id)).status).toBe("running");
});

test("a user changes his own jobs, and is told whose the others are", async ({ page, fresh }) => {
  const anna = await fresh.addUser("anna", "user");
  const bert = await fresh.addUser("bert", "user");
  const job = await jobOf(fresh, anna, "annas-job");
  await page.goto(`${fresh.origin}/#token=${bert}`);
  await expect(rowOf(page, "annas-job")).toContainText("Running");
  await expectOff(page, "button", "Kill annas-job", "Only anna or a manager may end this job.");
  await page.goto(`${fresh.origin}/jobs/${job.id}/terminal`);
  await expectOff(page, "button", "Kill", "Only anna or a manager may end this job.");
  await expectOff(page, "button", "Open shell", "Only anna or a manager may open a shell in this job.");
  const own = await startByForm(page, { command: "sleep 600", preset: "cpu-small", name: "berts-job" });
  await expect(statusOf(page)).toContainText("Running");
  expect(await fresh.client.status(own)).toMatchObject({ owner: "bert", projectName: "bert" });
  await killJob(page);
  await expect(statusOf(page)).toContainText("Cancelled");
  expect((await fresh.client.status(job.id)).status).toBe("running");
});

test("a manager ends another's job", async ({ page, fresh }) => {
  const anna = await fresh.addUser("anna", "user");
  const mona = await fresh.addUser("mona", "manager");
  const job = await jobOf(fresh, anna, "annas-job");
  await page.goto(`${fresh.origin}/#token=${mona}`);
  await rowOf(page, "annas-job").getByRole("link", { name: "annas-job", exact: true }).click();
  // The row has a button of the same name.
  await expect(statusOf(page)).toContainText("Running");
  await killJob(page);
  await expect(statusOf(page)).toContainText("Cancelled");
  expect((await fresh.client.status(job.id)).history.reason).toBe("UserRequested");
});

/** Opens a tab of the storage as somebody. */
async function openStorageAs(page: Page, server: JobdeckServer, token: string, path: string): Promise<void> {
  await page.goto(`${server.origin}/#token=${token}`);
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
  await page.goto(`${server.origin}${path}`);
}

test("a reader looks into every project's files, secrets and disks and is told why they stay", async ({
  page,
  fresh,
}) => {
  const anna = await fresh.addUser("anna", "user");
  const rita = await fresh.addUser("rita", "reader");
  const client = fresh.clientOf(anna);
  await client.storage.upload(["anna", "data", "labels.csv"], new Blob(["a,b"]));
  await client.secrets.set("anna", "API_KEY", "x");
  await client.disks.create("anna", { storageBytes: 1_000_000, name: "checkpoints" });
  await openStorageAs(page, fresh, rita, "/storage");
  await expect(page.getByRole("heading", { name: "No files yet" })).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText("Drop files here");
  await expectOff(page, "button", "New folder", READER);
  await expectOff(page, "button", "Upload", READER);
  await page.getByLabel("Project").selectOption("anna");
  await page.getByRole("link", { name: "data", exact: true }).click();
  await expectOff(page, "button", "Delete labels.csv", READER);
  await page.getByRole("button", { name: "Delete labels.csv" }).click({ force: true });
  await page.getByRole("button", { name: "Upload", exact: true }).click({ force: true });
  await expect(page.getByRole("dialog")).toHaveCount(0);
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download labels.csv" }).click();
  await saving;
  await expectAccessible(page);
  await page.screenshot({ path: `${FOLDER}/reader-storage.png` });
  const tabs = page.getByRole("navigation", { name: "Storage" });
  await tabs.getByRole("link", { name: "Secrets" }).click();
  await expectOff(page, "button", "Add a secret", READER);
  await expectOff(page, "button", "Replace API_KEY", READER);
  await expectOff(page, "button", "Delete API_KEY", READER);
  await tabs.getByRole("link", { name: "Disks" }).click();
  await expectOff(page, "button", "Create a disk", READER);
  await expectOff(page, "button", "Delete checkpoints", READER);
  await expectAccessible(page);
});

test("a user changes his own project's storage, and a manager everybody's", async ({ page, fresh }) => {
  await fresh.addUser("anna", "user");
  const bert = await fresh.addUser("bert", "user");
  await openStorageAs(page, fresh, bert, "/storage/secrets");
  await expect(page.getByLabel("Project")).toHaveValue("bert");
  await expect(page.getByRole("button", { name: "Add a secret" })).not.toHaveAttribute("aria-disabled");
  await page.getByLabel("Project").selectOption("anna");
  await expect(page).toHaveURL(/\/storage\/secrets\?project=anna$/);
  await expectOff(page, "button", "Add a secret", "Only anna or a manager may change the project anna.");
  await page.reload();
  await expect(page.getByLabel("Project")).toHaveValue("anna");
  await page.setViewportSize({ width: 390, height: 844 });
  await expectAccessible(page);
  await page.screenshot({ path: `${FOLDER}/user-storage-390.png` });
  await openStorageAs(page, fresh, fresh.token, "/storage?project=anna");
  await page.getByRole("button", { name: "New folder" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("by the manager");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "by the manager" }).click();
  await expect(page.getByRole("heading", { name: "This folder is empty" })).toBeVisible();
  expect((await fresh.clientOf(bert).storage.list(["anna"])).map(({ path }) => path)).toEqual(["by the manager"]);
  await page.goto(`${fresh.origin}/storage?project=nobody`);
  await expect(page.getByRole("heading", { name: "There is no such project" })).toBeVisible();
});

test("who is signed in, and the way out", async ({ page, fresh }) => {
  const rita = await fresh.addUser("rita", "reader");
  const job = await jobOf(fresh, fresh.token, "a-job");
  await page.goto(`${fresh.origin}/#token=${rita}`);
  await page.goto(`${fresh.origin}/jobs/${job.id}`);
  await expect(page.getByRole("heading", { name: "History" })).toBeVisible();
  const account = page.getByRole("group", { name: "Account" });
  await expect(account).toBeHidden();
  await page.getByRole("button", { name: "Signed in as rita, reader" }).focus();
  await page.keyboard.press("Enter");
  await expect(account).toContainText("You see everything and change nothing.");
  await lookAt(page, "reader-menu");
  await page.keyboard.press("Escape");
  await expect(account).toBeHidden();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Find a page or a job" })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Sign out" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Sign in to Jobdeck" })).toBeVisible();
  await expect(page.getByText("You signed out.")).toBeVisible();
});
