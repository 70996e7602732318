import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { logOf } from "./app.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";
import { lookAt } from "./looks.ts";
import type { JobdeckServer } from "./server.ts";

const VALUE = "correct horse battery staple";

async function projectOf(server: JobdeckServer): Promise<string> {
  return (await server.client.config()).projects[0]?.name ?? "";
}

async function openStorage(page: Page, server: JobdeckServer, tab?: "Secrets" | "Disks"): Promise<void> {
  await page.goto(server.link);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Storage" }).click();
  if (tab) await page.getByRole("navigation", { name: "Storage" }).getByRole("link", { name: tab }).click();
}

test("a secret is added, given to a job, replaced and deleted, and never shown", async ({ page, fresh }) => {
  await openStorage(page, fresh, "Secrets");
  await expect(page.getByRole("heading", { name: "No secrets yet" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Add a secret" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("no good");
  await dialog.getByLabel("Value", { exact: true }).fill(VALUE);
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog.getByLabel("Name")).toHaveAccessibleDescription(/only letters, digits/);
  await expectAccessible(page);
  await dialog.getByLabel("Name").fill("API_KEY");
  await page.keyboard.press("Enter");
  const row = page.getByRole("table", { name: "Secrets" }).getByRole("row").filter({ hasText: "API_KEY" });
  const uri = `secret://default/${await projectOf(fresh)}/API_KEY`;
  await expect(row).toContainText(uri);
  await expectAccessible(page);

  const job = await fresh.run({ command: `sh -c 'echo "the key is $KEY"'`, secret_env: { KEY: uri } });
  await fresh.untilStatus(job.id, "succeeded");
  await page.goto(`${fresh.origin}/jobs/${job.id}/logs`);
  await expect(logOf(page)).toContainText(`the key is ${VALUE}`);
  await page.goto(`${fresh.origin}/jobs/${job.id}`);
  await expect(page.getByRole("main")).toContainText(uri);
  expect(await page.content()).not.toContain(VALUE);

  await openStorage(page, fresh, "Secrets");
  await row.getByRole("button", { name: "Replace API_KEY" }).click();
  await dialog.getByLabel("New value").fill("another");
  await dialog.getByRole("button", { name: "Replace", exact: true }).click();
  await expect(dialog).toBeHidden();
  const again = await fresh.run({ command: `sh -c 'test "$KEY" = another'`, secret_env: { KEY: uri } });
  await fresh.untilStatus(again.id, "succeeded");
  await row.getByRole("button", { name: "Delete API_KEY" }).click();
  await expect(dialog).toContainText("Delete the secret API_KEY?");
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("heading", { name: "No secrets yet" })).toBeVisible();
});

test("files are uploaded by button and by drop, browsed, downloaded and deleted", async ({ page, fresh }) => {
  await openStorage(page, fresh);
  await expect(page.getByRole("heading", { name: "No files yet" })).toBeVisible();
  await page.getByRole("button", { name: "New folder" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("training data");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "training data" }).click();
  await expect(page.getByRole("heading", { name: "This folder is empty" })).toBeVisible();

  const content = Buffer.alloc(9 * 1024 * 1024, "0123456789abcdef\n");
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Upload", exact: true }).click();
  await (await chooser).setFiles({ name: "large.bin", mimeType: "application/octet-stream", buffer: content });
  const table = page.getByRole("table", { name: "Files" });
  await expect(table.getByRole("row").filter({ hasText: "large.bin" })).toContainText("9 MiB");
  await expect(page.getByRole("list", { name: "Uploads" })).toHaveCount(0);
  await page.reload();

  const data = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(["dropped"], "häßlich & 1.txt"));
    return transfer;
  });
  await table.dispatchEvent("dragover", { dataTransfer: data });
  await table.dispatchEvent("drop", { dataTransfer: data });
  await expect(table).toContainText("häßlich & 1.txt");
  await expectAccessible(page);

  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download large.bin" }).click();
  const download = await saving;
  expect(download.suggestedFilename()).toBe("large.bin");
  expect(readFileSync(await download.path()).equals(content)).toBe(true);

  await table.dispatchEvent("drop", { dataTransfer: data });
  await expect(page.getByRole("dialog")).toContainText("Replace häßlich & 1.txt?");
  await expectAccessible(page);
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Delete häßlich & 1.txt" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(table).not.toContainText("häßlich");
  await page
    .getByRole("navigation", { name: "Folders" })
    .getByRole("link", { name: await projectOf(fresh) })
    .click();
  await page.getByRole("button", { name: "Delete training data" }).click();
  await expect(page.getByRole("dialog")).toContainText("All that is in it is deleted");
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("heading", { name: "No files yet" })).toBeVisible();
  await page.goto(`${fresh.origin}/storage?folder=${encodeURIComponent('["gone"]')}`);
  await expect(page.getByRole("heading", { name: "There is no such folder" })).toBeVisible();
});

test("a disk is created and deleted, by the keyboard alone", async ({ page, fresh }) => {
  await openStorage(page, fresh, "Disks");
  await page.getByRole("button", { name: "Create a disk" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog").getByLabel("Name")).toBeFocused();
  await page.keyboard.type("checkpoints");
  await page.getByLabel("Size, GiB").fill("much");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Size, GiB")).toHaveAccessibleDescription(/number of GiB/);
  await expectAccessible(page);
  await page.getByLabel("Size, GiB").fill("0.5");
  await page.keyboard.press("Enter");
  const row = page.getByRole("table", { name: "Disks" }).getByRole("row").filter({ hasText: "checkpoints" });
  for (const text of ["Ready", "512 MiB", "never", "disk://default/"]) await expect(row).toContainText(text);
  await row.getByRole("button", { name: "Delete checkpoints" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "No disks yet" })).toBeVisible();
});

test("the tabs look as they should", async ({ page, fresh }) => {
  const { client } = fresh;
  const project = await projectOf(fresh);
  await client.storage.makeFolder([project, "datasets", "imagenet"]);
  await client.storage.upload(
    [project, "datasets", "labels-of-all-the-pictures-2026.csv"],
    new Blob(["a,b\n".repeat(999)]),
  );
  await client.storage.upload([project, "datasets", "readme.md"], new Blob(["# Data"]));
  for (const key of ["API_KEY", "DATABASE_URL", "HUGGING_FACE_TOKEN"]) await client.secrets.set(project, key, "x");
  await client.disks.create(project, { storageBytes: 20_000_000, name: "checkpoints" });
  await client.disks.create(project, { storageBytes: 5_000_000 });
  await openStorage(page, fresh);
  await page.getByRole("link", { name: "datasets" }).click();
  await expect(page.getByRole("table", { name: "Files" })).toContainText("readme.md");
  await lookAt(page, "storage-files");
  await page.getByRole("button", { name: "Delete readme.md" }).click();
  await lookAt(page, "storage-delete");
  await page.keyboard.press("Escape");
  await page.getByRole("navigation", { name: "Storage" }).getByRole("link", { name: "Secrets" }).click();
  await expect(page.getByRole("table", { name: "Secrets" })).toContainText("DATABASE_URL");
  await lookAt(page, "storage-secrets");
  await page.getByRole("button", { name: "Add a secret" }).click();
  await lookAt(page, "storage-add-secret");
  await page.keyboard.press("Escape");
  await page.getByRole("navigation", { name: "Storage" }).getByRole("link", { name: "Disks" }).click();
  await expect(page.getByRole("table", { name: "Disks" })).toContainText("checkpoints");
  await lookAt(page, "storage-disks");
});
