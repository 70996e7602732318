import { expect, type Locator, type Page } from "@playwright/test";
import { ENGINE, IMAGE } from "./server.ts";

/** What a person does in the app, by the names a person sees. */

export type TabName = "Overview" | "Logs" | "Terminal" | "Metrics";

export interface JobForm {
  readonly command: string;
  readonly preset?: string;
  readonly name?: string;
  readonly tags?: readonly string[];
  readonly description?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly tty?: boolean;
  readonly httpPort?: string;
}

/** Fills the start form of the page that is open. */
export async function fillForm(page: Page, form: JobForm): Promise<void> {
  if (ENGINE !== "process") await page.getByRole("combobox", { name: "Image" }).fill(IMAGE);
  await page.getByLabel("Command", { exact: true }).fill(form.command);
  if (form.preset) await page.getByRole("radio", { name: form.preset }).check();
  if (form.name) await page.getByLabel("Name", { exact: true }).fill(form.name);
  for (const tag of form.tags ?? []) {
    await page.getByRole("combobox", { name: "Tags" }).fill(tag);
    await page.keyboard.press("Enter");
  }
  if (form.description) await page.getByLabel("Description", { exact: true }).fill(form.description);
  let index = 0;
  for (const [name, value] of Object.entries(form.env ?? {})) {
    index += 1;
    await page.getByRole("button", { name: "Add a variable" }).click();
    await page.getByLabel(`Name of variable ${index}`).fill(name);
    await page.getByLabel(`Value of ${name}`).fill(value);
  }
  if (form.tty) await page.getByLabel("With a terminal (TTY)").check();
  if (form.httpPort) await page.getByLabel("HTTP port").fill(form.httpPort);
}

/** Starts a job by the form and waits for its page. @returns the job's id */
export async function startByForm(page: Page, form: JobForm): Promise<string> {
  await page.getByRole("link", { name: "Start a job" }).click();
  // The page before may have fields of the same names.
  await expect(page.getByRole("heading", { name: "Start a job", level: 1 })).toBeVisible();
  await fillForm(page, form);
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.waitForURL(/\/jobs\/job-[^/]+\/logs$/);
  return /job-[0-9a-f-]{36}/.exec(page.url())?.[0] ?? "";
}

export async function openTab(page: Page, name: TabName): Promise<void> {
  await page.getByRole("navigation", { name: "Job" }).getByRole("link", { name, exact: true }).click();
}

/** The job's status as its page shows it. */
export function statusOf(page: Page): Locator {
  return page.getByRole("status", { name: "Status" });
}

/** The log's lines that are on the screen. */
export function logOf(page: Page): Locator {
  return page.getByRole("log");
}

/** The text of the terminal that was opened last, as a screen reader is offered it: the drawing itself is pixels. */
export function screenOf(page: Page): Locator {
  return page.locator(".xterm-accessibility-tree").last();
}

/** The terminals that are looked at. */
export function terminalOf(page: Page): Locator {
  return page.getByRole("region", { name: /^Terminal,/ }).last();
}

/** Opens a new shell in the job whose page is open, and types nothing yet. */
export async function openShell(page: Page): Promise<void> {
  await openTab(page, "Terminal");
  await page.getByRole("button", { name: "Open shell" }).click();
  await connected(page);
}

/** Waits until the terminal that was just opened can be typed into, and has its text readable. */
export async function connected(page: Page): Promise<void> {
  await expect(terminalOf(page).getByRole("status").first()).toHaveText(/Connected/);
  await makeReadable(page);
  await terminalOf(page)
    .getByRole("textbox", { name: /^Terminal\./ })
    .focus();
}

/** Lets all terminals offer their text. */
async function makeReadable(page: Page): Promise<void> {
  if ((await screenOf(page).count()) > 0) return;
  await page.getByRole("button", { name: "Terminal settings" }).click();
  await page.getByLabel("Screen reader").check();
  await page.keyboard.press("Escape");
  await expect(page.getByLabel("Screen reader")).toBeHidden();
}

/** Types a line into the open terminal. */
export async function typeLine(page: Page, line: string): Promise<void> {
  await page.keyboard.type(line);
  await page.keyboard.press("Enter");
}

/** Kills the job whose page is open, with the one question. */
export async function killJob(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Kill/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Kill the job" }).click();
}

/** Opens the menu of the job whose page is open. */
export async function openActions(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "Actions", exact: true }).click();
  return page.getByRole("menu", { name: "Actions" });
}

/** Chooses an action of the menu that asks something first. @returns its dialog */
export async function askFor(page: Page, action: string): Promise<Locator> {
  await (await openActions(page)).getByRole("menuitem", { name: action }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toBeVisible();
  return dialog;
}

/** What the app says about what was just done. */
export function noticeOf(page: Page): Locator {
  return page.getByRole("status", { name: "Notice" });
}

/** The row of a job in the list. */
export function rowOf(page: Page, text: string): Locator {
  return page.getByRole("grid", { name: "Jobs" }).getByRole("row").filter({ hasText: text });
}

/** The numbers of `tick N` lines that are on the screen, in their order. */
export async function ticksOf(page: Page): Promise<number[]> {
  const text = await logOf(page).innerText();
  return [...text.matchAll(/tick (\d+)/g)].map((match) => Number(match[1]));
}

/** Fails unless the ticks on the screen follow each other without a gap or a repetition. */
export async function expectTicksInOrder(page: Page): Promise<void> {
  const ticks = await ticksOf(page);
  expect(ticks.length).toBeGreaterThan(0);
  expect(ticks).toEqual(ticks.map((_, index) => (ticks[0] ?? 0) + index));
}
