import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import type { RunPayload, StartPayload } from "../contract/start.ts";
import { createJobsClient } from "../src/api/client.ts";
import { logOf, statusOf } from "./app.ts";
import { startCutProxy } from "./cutProxy.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";
import { FOLDER, lookAt } from "./looks.ts";
import { startMountingServer } from "./mountingServer.ts";
import type { JobdeckServer } from "./server.ts";

const POST = "POST /api/v1/jobs";

async function openForm(page: Page, { link, origin }: { readonly link: string; readonly origin: string }) {
  await page.goto(link);
  await page.goto(`${origin}/start`);
  await expect(command(page)).toBeFocused();
}

const command = (page: Page) => page.getByLabel("Command", { exact: true });
/** A field of the job's own resources. */
const own = (page: Page, name: string) => page.getByRole("textbox", { name, exact: true });
/** A field that completes from a list, which has the field's name too. */
const picker = (page: Page, name: string) => page.getByRole("combobox", { name, exact: true });
/** The job whose page is open. */
const idOf = (page: Page) => /job-[0-9a-f-]{36}/.exec(page.url())?.[0] ?? "";
const startButton = (page: Page) => page.getByRole("button", { name: "Start", exact: true });
const summary = (page: Page) => page.getByRole("region", { name: "Summary" });
const section = (page: Page, title: string) =>
  page.getByRole("group").filter({ has: page.getByRole("heading", { name: title, exact: true }) });

async function unfold(page: Page, title: string) {
  await section(page, title).locator("summary").click();
  await expect(section(page, title)).toHaveAttribute("open");
}

/** What travels when the form is sent. */
async function sent(page: Page, act: () => Promise<void>): Promise<unknown> {
  const request = page.waitForRequest(
    (found) => found.method() === "POST" && /\/api\/v1\/jobs(\?|$)/.test(found.url()),
  );
  await act();
  return (await request).postDataJSON() as unknown;
}

async function countJobs(server: JobdeckServer, tag: string): Promise<number> {
  let count = 0;
  for await (const job of server.client.list({ tags: [tag] })) count += job.id === "" ? 0 : 1;
  return count;
}

/** A machine on which every job takes all there is, so that the second one waits. */
async function withOneSeat(server: JobdeckServer): Promise<void> {
  const pool = (await server.client.config()).clusters[0]?.resourcePools[0];
  const presets = [
    { name: "beyond", cpu: 4000, memory: 64 * 1024 * 1024 },
    { name: "whole", cpu: pool?.cpu, memory: 64 * 1024 * 1024, credits_per_hour: "2" },
  ];
  await server.stop();
  await writeFile(join(server.dataDir, "presets.json"), JSON.stringify(presets));
  await server.boot();
}

test("a command runs after two interactions with the open form, by the keyboard alone", async ({ page, jobdeck }) => {
  await page.goto(jobdeck.link);
  await page.getByRole("link", { name: "Start a job" }).focus();
  await page.keyboard.press("Enter");
  await expect(command(page)).toBeFocused();
  const openedAtMs = Date.now();
  let interactions = 0;
  const interact = async (act: Promise<void>) => {
    interactions += 1;
    await act;
  };
  await interact(page.keyboard.type("echo ten seconds"));
  await interact(page.keyboard.press("Enter"));
  await page.waitForURL(/\/logs$/);
  await expect(logOf(page)).toContainText("ten seconds");
  expect(interactions).toBeLessThanOrEqual(3);
  expect(Date.now() - openedAtMs).toBeLessThan(10_000);
  await expect(statusOf(page)).toContainText("Succeeded");
});

test("image and preset are those used last", async ({ page, jobdeck }) => {
  await openForm(page, jobdeck);
  await page.getByRole("radio", { name: "cpu-medium" }).check();
  await command(page).fill("true");
  await command(page).press("Enter");
  await page.waitForURL(/\/logs$/);
  await page.goto(`${jobdeck.origin}/start`);
  await expect(page.getByRole("radio", { name: "cpu-medium" })).toBeChecked();
  await expect(page.getByRole("combobox", { name: "Image" })).toHaveValue("host");
});

test("a command is shown as the words that the platform reads", async ({ page, jobdeck }) => {
  await openForm(page, jobdeck);
  const words = page.getByRole("list", { name: "Read as these words" }).first().getByRole("listitem");
  await page.keyboard.type(`python -c 'print("a b")' ""`);
  await expect(words).toHaveText(["python", "-c", 'print("a b")', "empty"]);
  await page.keyboard.type(` "open`);
  await expect(words).toHaveText([/quote that is not closed/]);
  await expectAccessible(page);
});

test("the summary says what would run, for how long at most and at which price", async ({ page, jobdeck }) => {
  await openForm(page, jobdeck);
  await expect(summary(page)).toContainText("the image's own command");
  await expect(summary(page)).toContainText("No limit");
  await page.getByRole("radio", { name: "cpu-large" }).check();
  const price = (await jobdeck.client.config()).clusters[0]?.presets.find(({ name }) => name === "cpu-large");
  await unfold(page, "Scheduling");
  await page.getByLabel("Life span").fill("2h");
  const end = new Date(Date.now() + 2 * 3600_000);
  const day = new Intl.DateTimeFormat("en-US", { weekday: "short" }).format(end);
  await expect(summary(page)).toContainText(`2h, until ${day}`);
  await expect(page.getByLabel("Life span")).toHaveAccessibleDescription(new RegExp(`would end on ${day}`));
  await expect(summary(page)).toContainText(`at most ${2 * (price?.creditsPerHour ?? 0)} credits in all`);
});

test("a full preset says who holds it, and its job waits, says why and can be cancelled", async ({ page, fresh }) => {
  await withOneSeat(fresh);
  const holder = await fresh.run({ command: "sleep 600", preset_name: "whole" });
  await fresh.untilStatus(holder.id, "running");
  await openForm(page, fresh);
  const card = page.locator("label").filter({ hasText: "whole" });
  await expect(page.getByRole("radio", { name: "beyond" })).toBeDisabled();
  const never = page.locator("label").filter({ hasText: "beyond" });
  await expect(never).toContainText("Does not fit");
  await expect(never).toContainText(/It needs 4000 CPUs, and there are only \d+ CPUs? in all\./);
  await expect(page.getByRole("radio", { name: "whole" })).toBeChecked();
  await expect(card).toContainText("Would wait");
  await expect(card).toContainText(/1 running job holds all \d+ CPUs?\./);
  await expect(summary(page)).toContainText("the job will wait for its turn");
  await expectAccessible(page);
  await command(page).fill("sh -c 'echo had its turn; sleep 600'");
  await command(page).press("Enter");
  await page.waitForURL(/\/logs$/);
  await expect(page.getByRole("main")).toContainText(/Waiting for \d+ CPUs?: 0 of \d+ are free/);
  await expect(page.getByRole("button", { name: /^Kill/ })).toBeEnabled();
  await fresh.client.kill(holder.id);
  await expect(statusOf(page)).toContainText("Running");
  await expect(logOf(page)).toContainText("had its turn");
});

test("a job brings its own resources, and is run again with them, at once or changed first", async ({
  page,
  jobdeck,
}) => {
  await openForm(page, jobdeck);
  await page.getByRole("radio", { name: "cpu-small" }).check();
  await page.getByRole("radio", { name: "Own resources" }).check();
  await expect(own(page, "CPUs")).not.toHaveValue("");
  await own(page, "CPUs").fill("4000");
  await own(page, "Memory").fill("some");
  await command(page).fill("echo own");
  await startButton(page).click();
  await expect(own(page, "CPUs")).toBeFocused();
  await expect(own(page, "Memory")).toHaveAccessibleDescription(/amount with its unit/);
  await expect(own(page, "CPUs")).toHaveAccessibleDescription(/at most what there is in all: \d+ CPUs?/);
  await own(page, "CPUs").fill("0.2");
  await own(page, "Memory").fill("96MiB");
  await expect(summary(page)).toContainText("0.2 credits an hour");
  await expect(page.getByLabel("TPU type")).toHaveCount(0);
  await expect(page.getByRole("main")).toContainText("TPU There are no TPUs on this machine.");
  await expectAccessible(page);
  const body = (await sent(page, () => startButton(page).click())) as RunPayload;
  expect(body).toEqual({
    container: { image: "host", command: "echo own", resources: { cpu: 0.2, memory: 96 * 1024 * 1024 } },
  });
  await expect(statusOf(page)).toContainText("Succeeded");
  const first = await jobdeck.client.status(idOf(page));
  expect(first.pricePerHourCredits).toBe(0.2);
  const again = await sent(page, () => page.getByRole("button", { name: "Run again" }).click());
  expect((again as RunPayload).container.resources).toEqual({ cpu: 0.2, memory: 96 * 1024 * 1024 });
  await page.waitForURL((url) => url.pathname.endsWith("/logs") && !url.pathname.includes(first.id));
  await expect(statusOf(page)).toContainText("Succeeded");
  await page.getByRole("link", { name: "Edit and run again" }).click();
  await expect(page.getByRole("radio", { name: "Own resources" })).toBeChecked();
  await expect(own(page, "CPUs")).toHaveValue("0.2");
  await expect(own(page, "Memory")).toHaveValue("96MiB");
  await page.getByRole("button", { name: "As a command…" }).click();
  await page.getByRole("tab", { name: "curl" }).click();
  const curl = await page.getByLabel("As curl").innerText();
  const environment = { ...process.env, JOBDECK_TOKEN: jobdeck.token };
  const { stdout } = await promisify(execFile)("sh", ["-c", curl], { env: environment });
  const byCurl = await jobdeck.client.status((JSON.parse(stdout) as { id: string }).id);
  expect(byCurl.container).toEqual(first.container);
});

test("a name says who has it while it is typed", async ({ page, jobdeck }) => {
  const job = await jobdeck.run({ command: "sleep 600", name: "name-holder" });
  await jobdeck.untilStatus(job.id, "running");
  const { username } = await jobdeck.client.config();
  await openForm(page, jobdeck);
  const name = page.getByLabel("Name", { exact: true });
  await name.fill("name-holder-2");
  await expect(name).toHaveAccessibleDescription("This name is free.");
  await name.fill("name-holder");
  await expect(name).toHaveAccessibleDescription(new RegExp(`^${username} has a running job of this name`));
  await expectAccessible(page);
  await jobdeck.client.kill(job.id);
});

test("an .env text becomes rows; only those that are wrong are marked", async ({ page, jobdeck }) => {
  await openForm(page, jobdeck);
  await page.getByRole("button", { name: "Add a variable" }).click();
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text", 'export A=1\n# why\nB="two words"\nA.b=3\n');
    document.activeElement?.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
    );
  });
  await expect(page.getByLabel("Value of B")).toHaveValue("two words");
  await page.getByLabel("Name of variable 3").fill("A");
  await page.getByLabel("Name of variable 3").blur();
  await expect(section(page, "Environment and network")).toContainText('The name "A" is there twice');
  await expect(page.getByLabel("Name of variable 1")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Name of variable 2")).not.toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Name of variable 3")).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Name of variable 3").fill("C");
  await command(page).fill("true");
  const body = (await sent(page, () => startButton(page).click())) as StartPayload;
  expect(body.env).toEqual({ A: "1", B: "two words", C: "3" });
});

test("images, folders, disks and secrets are picked from what there is", async ({ page }) => {
  const server = await startMountingServer();
  const client = createJobsClient({ origin: server.origin, token: () => server.token });
  await client.start({ image: "registry.example/vision:4", command: "true", preset_name: "tiny" });
  await client.secrets.set("tester", "API_KEY", "hidden");
  const disk = await client.disks.create("tester", { storageBytes: 2 ** 30, name: "scratch" });
  await client.storage.makeFolder(["tester", "data", "train set"]);
  await openForm(page, server);

  const image = picker(page, "Image");
  await image.fill("vis");
  await page.getByRole("option", { name: "registry.example/vision:4" }).click();
  await command(page).fill("true");
  await page.getByRole("radio", { name: "tiny" }).check();
  await unfold(page, "Storage and secrets");

  await page.getByRole("button", { name: "Add a volume" }).click();
  await page.getByRole("button", { name: "Browse the storage" }).click();
  const dialog = page.getByRole("dialog", { name: "Choose a folder" });
  await dialog.getByRole("button", { name: "data" }).click();
  await dialog.getByRole("button", { name: "train set" }).click();
  await expect(dialog).toContainText("There are no folders in it.");
  await expectAccessible(page);
  await page.screenshot({ path: `${FOLDER}/startform-folders.png` });
  await dialog.getByRole("button", { name: "Use this folder" }).click();
  await page.getByLabel("Path of volume 1").fill("/data");
  await page.getByLabel("Read only: volume 1").uncheck();

  await page.getByRole("button", { name: "Add a disk" }).click();
  await picker(page, "Address of disk 1").click();
  await page.getByRole("option", { name: "scratch · 1 GiB" }).click();
  await page.getByLabel("Path of disk 1").fill("/scratch");

  await page.getByRole("button", { name: "Add a secret variable" }).click();
  await page.getByLabel("Name of secret variable 1").fill("KEY");
  await picker(page, "Secret of KEY").fill("API");
  await page.getByRole("option", { name: "API_KEY" }).click();
  await page.getByRole("button", { name: "Add a secret file" }).click();
  await picker(page, "Address of secret file 1").click();
  await page.getByRole("option", { name: "API_KEY" }).click();
  await page.getByLabel("Path of secret file 1").fill("/key");
  await expect(page.getByRole("link", { name: "Create a secret…" })).toHaveAttribute("href", "/storage/secrets");
  await expectAccessible(page);

  const body = (await sent(page, () => startButton(page).click())) as StartPayload;
  expect(body).toEqual({
    image: "registry.example/vision:4",
    command: "true",
    preset_name: "tiny",
    volumes: [{ src_storage_uri: "storage://default/tester/data/train%20set", dst_path: "/data", read_only: false }],
    disk_volumes: [{ src_disk_uri: `disk://default/tester/${disk.id}`, dst_path: "/scratch", read_only: true }],
    secret_env: { KEY: "secret://default/tester/API_KEY" },
    secret_volumes: [{ src_secret_uri: "secret://default/tester/API_KEY", dst_path: "/key" }],
  });
  await page.waitForURL(/\/logs$/);
  await page.goto("about:blank");
  await server.dispose();
});

test("a connection that is cut in the middle of the start starts one job only", async ({ page, jobdeck }) => {
  const proxy = await startCutProxy(jobdeck.origin);
  await openForm(page, { origin: proxy.origin, link: jobdeck.link.replace(jobdeck.origin, proxy.origin) });
  await command(page).fill("echo only once");
  await page.getByRole("combobox", { name: "Tags" }).fill("cut-once");
  await page.keyboard.press("Enter");
  // A browser itself sends a request again when its connection was one that it had used before.
  proxy.cutNext(POST, "before the answer", 2);
  await startButton(page).click();
  await page.waitForURL(/\/logs$/);
  await expect(logOf(page)).toContainText("only once");
  expect(proxy.cuts).toBe(2);
  expect(await countJobs(jobdeck, "cut-once")).toBe(1);
  await page.goto("about:blank");
  await proxy.close();
});

test("a long loss keeps the form, says what is known, and still starts one job only", async ({ page, jobdeck }) => {
  const proxy = await startCutProxy(jobdeck.origin);
  await openForm(page, { origin: proxy.origin, link: jobdeck.link.replace(jobdeck.origin, proxy.origin) });
  await command(page).fill("echo after all");
  await page.getByRole("combobox", { name: "Tags" }).fill("long-loss");
  await page.keyboard.press("Enter");
  proxy.cutNext(POST, "before the answer", 1_000);
  await startButton(page).click();
  await expect(summary(page)).toContainText("Looking whether the job was started");
  const alert = summary(page).getByRole("alert");
  await expect(alert).toContainText("It is not known whether the job was started", { timeout: 60_000 });
  await expect(command(page)).toHaveValue("echo after all");
  await expectAccessible(page);
  proxy.cutNext(POST, "before the answer", 0);
  await startButton(page).click();
  await page.waitForURL(/\/logs$/);
  await expect(logOf(page)).toContainText("after all");
  expect(await countJobs(jobdeck, "long-loss")).toBe(1);
  await page.goto("about:blank");
  await proxy.close();
});

test("the form looks as it should, empty and with errors", async ({ page, jobdeck }) => {
  await openForm(page, jobdeck);
  await lookAt(page, "startform-empty");
  await page.getByRole("radio", { name: "Own resources" }).check();
  await command(page).fill(`python train.py --lr 0.1 --name "a b"`);
  await own(page, "Memory").fill("much");
  await page.getByLabel("HTTP port").fill("99999");
  await unfold(page, "Scheduling");
  await page.getByLabel("Life span").fill("1d2h");
  await page.getByLabel("Name", { exact: true }).fill("Bad_Name");
  await startButton(page).click();
  await expect(summary(page)).toContainText("Please fix: Memory, Name, HTTP port");
  await lookAt(page, "startform-errors");
  // In sight in every size, however long the form is.
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 844 });
    await expect(startButton(page)).toBeInViewport({ ratio: 1 });
  }
});
