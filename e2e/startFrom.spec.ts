import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import type { Job } from "../contract/job.ts";
import { startPayloadOf } from "../src/api/startPayloadOf.ts";
import { askFor, fillForm, logOf, noticeOf, rowOf } from "./app.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";
import { lookAt } from "./looks.ts";
import type { JobdeckServer } from "./server.ts";

const command = (page: Page) => page.getByLabel("Command", { exact: true });
const originOf = (page: Page) => page.getByRole("status", { name: "Where the form comes from" });

async function openStart(page: Page, jobdeck: JobdeckServer, query = ""): Promise<void> {
  await page.goto(jobdeck.link);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.goto(`${jobdeck.origin}/start${query}`);
  await expect(command(page)).toBeVisible();
}

async function paste(page: Page, text: string): Promise<void> {
  await page.getByRole("button", { name: "Paste a command…" }).click();
  await page.getByLabel("Command line or JSON").fill(text);
}

/** Saves the form that is open under a name. */
async function saveTemplate(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Templates" }).click();
  await page.getByRole("menuitem", { name: "Save this form…" }).click();
  await page.getByLabel("Template name").fill(name);
  await page.getByRole("dialog").getByRole("button", { name: "Save", exact: true }).click();
  await expect(noticeOf(page)).toContainText(name);
}

/** Shows one way to say the form. @returns its text */
async function sayAs(page: Page, way: string): Promise<string> {
  await page.getByRole("tab", { name: way }).click();
  return await page.getByLabel(`As ${way}`).innerText();
}

/** A job without what no two jobs have in common. */
const sameParts = (job: Job) => ({ ...startPayloadOf(job), owner: job.owner });

test("a pasted command fills the form in, and says before what it cannot carry over", async ({ page, jobdeck }) => {
  await openStart(page, jobdeck);
  await page.getByRole("button", { name: "Paste a command…" }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(page.getByLabel("Command line or JSON")).toBeFocused();
  await page.getByLabel("Command line or JSON").fill("docker build .");
  await expect(dialog).toContainText("Paste an `apolo run …`");
  await expect(dialog.getByRole("button", { name: "Fill in the form" })).toBeDisabled();
  await page
    .getByLabel("Command line or JSON")
    .fill(`docker run --gpus all -e LR=0.1 -w /tmp --name pasted host sh -c 'echo "lr is $LR"'`);
  await expect(dialog.getByRole("list", { name: "Not carried over" })).toContainText("--gpus all");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Fill in the form" }).focus();
  await page.keyboard.press("Enter");
  await expect(command(page)).toHaveValue(`sh -c 'echo "lr is $LR"'`);
  await expect(page.getByLabel("Value of LR")).toHaveValue("0.1");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("pasted");
  await expect(originOf(page)).toContainText("--gpus all");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await expect(logOf(page)).toContainText("lr is 0.1");
});

test("what a pasted command replaced comes back", async ({ page, jobdeck }) => {
  await openStart(page, jobdeck);
  await command(page).fill("echo mine");
  await paste(page, '{"image":"host","command":"echo theirs","preset_name":"nowhere"}');
  await page.getByRole("button", { name: "Fill in the form" }).click();
  await expect(command(page)).toHaveValue("echo theirs");
  await expect(originOf(page)).toContainText("nowhere");
  await originOf(page).getByRole("button", { name: "Undo" }).click();
  await expect(command(page)).toHaveValue("echo mine");
});

test("a link fills the form in, and says what of it cannot be used", async ({ page, jobdeck }) => {
  const request = { image: "host", command: `sh -c 'echo "a & b"'`, tags: ["linked"], env: { A: "ü=1" }, nmae: "x" };
  await openStart(page, jobdeck, `?request=${encodeURIComponent(JSON.stringify(request))}`);
  await expect(command(page)).toHaveValue(request.command);
  await expect(page.getByLabel("Value of A")).toHaveValue("ü=1");
  await expect(originOf(page)).toContainText("nmae: this field is not known");
  await openStart(page, jobdeck, "?command=42&env=B%3D2&tag=x&tag=y&priority=urgent&life_span=90m");
  await expect(command(page)).toHaveValue("42");
  await expect(page.getByLabel("Value of B")).toHaveValue("2");
  await expect(page.getByLabel("Life span")).toHaveValue("1h30m");
  await expect(originOf(page)).toContainText("priority: must be one of");
  await expectAccessible(page);
});

test("templates are saved, applied, renamed and deleted", async ({ page, jobdeck }) => {
  await openStart(page, jobdeck);
  await fillForm(page, { command: "echo template", env: { KEPT: "yes" }, tags: ["kept"] });
  await page.getByRole("heading", { name: "Many at once" }).click();
  await page.getByLabel("Matrix", { exact: true }).fill("seed={1..3}");
  await saveTemplate(page, "Nightly training");
  await command(page).fill("echo other");
  await page.getByLabel("Matrix", { exact: true }).fill("");
  await saveTemplate(page, "Other");
  await page.reload();
  await page.getByRole("button", { name: "Templates" }).click();
  await expectAccessible(page);
  await page.getByRole("menuitem", { name: "Nightly training" }).click();
  await expect(command(page)).toHaveValue("echo template");
  await expect(page.getByLabel("Value of KEPT")).toHaveValue("yes");
  await expect(page.getByLabel("Matrix", { exact: true })).toHaveValue("seed={1..3}");
  await expect(page.getByRole("button", { name: "Start 3 jobs" })).toBeVisible();
  await originOf(page).getByRole("button", { name: "Undo" }).click();
  await expect(command(page)).toHaveValue("echo other");

  await page.getByRole("button", { name: "Templates" }).click();
  await page.getByRole("menuitem", { name: "Rename or delete…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Rename Nightly training" }).click();
  await dialog.getByLabel("New name of Nightly training").fill("Other");
  await expect(dialog).toContainText("Another template has this name");
  await expectAccessible(page);
  await dialog.getByLabel("New name of Nightly training").fill("Weekly training");
  await page.keyboard.press("Enter");
  await dialog.getByRole("button", { name: "Delete Other" }).click();
  await expect(dialog.getByRole("list", { name: "Templates" })).toHaveText(/^Weekly training/);
  await expect(dialog.getByRole("listitem")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Templates" }).click();
  await expect(page.getByRole("menuitem", { name: "Weekly training" })).toBeVisible();
});

test("a draft survives a reload, a walk and a lost session, and ends with the start", async ({ page, jobdeck }) => {
  await openStart(page, jobdeck);
  await fillForm(page, { command: "echo drafted", env: { D: "1" } });
  await page.reload();
  await expect(originOf(page)).toContainText("Draft restored");
  await expect(command(page)).toHaveValue("echo drafted");
  await page.getByRole("link", { name: "Jobs", exact: true }).click();
  await expect(
    page
      .getByRole("grid", { name: "Jobs" })
      .or(page.getByRole("heading", { name: "No jobs" }))
      .first(),
  ).toBeVisible();
  await page.getByRole("link", { name: "Start a job" }).click();
  await expect(page.getByLabel("Value of D")).toHaveValue("1");
  await expectAccessible(page);

  // A token that is not good any more ends the session with the next question.
  await page.evaluate(() => localStorage.setItem("jobdeck.token", "no-longer-good"));
  await page.reload();
  await expect(page).toHaveURL(/sign-in/);
  await page.goto(jobdeck.link);
  await page.getByRole("link", { name: "Start a job" }).click();
  await expect(command(page)).toHaveValue("echo drafted");
  await originOf(page).getByRole("button", { name: "Discard" }).click();
  await expect(command(page)).toHaveValue("");
  await page.reload();
  await expect(command(page)).toHaveValue("");
  await expect(originOf(page)).toHaveText("");

  await command(page).fill("echo begun");
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await expect(logOf(page)).toContainText("begun");
  await page.getByRole("link", { name: "Start a job" }).click();
  await expect(command(page)).toHaveValue("");
  await expect(originOf(page)).toHaveText("");
});

test("curl and JSON start the very job of the form, down to quoting", async ({ page, jobdeck }) => {
  await openStart(page, jobdeck);
  await fillForm(page, {
    command: `sh -c 'echo "it'"'"'s \\$HOME is $ODD"'`,
    tags: ["equal", "a'b"],
    description: `It's "quoted"; $(touch nothing) \\ ünd`,
    env: { ODD: `'"\`$x\\ !` },
    httpPort: "8767",
  });
  await page.getByRole("button", { name: "As a command…" }).click();
  const drawer = page.getByRole("dialog");
  const apolo = await sayAs(page, "apolo run");
  expect(apolo).toContain("apolo run");
  await expectAccessible(page);
  const python = await sayAs(page, "Python");
  await promisify(execFile)("python3", ["-c", "import ast, sys; ast.parse(sys.argv[1])", python]);
  const curl = await sayAs(page, "curl");
  await expect(drawer.getByRole("list", { name: "Notes" })).toContainText("JOBDECK_TOKEN");
  const json = await sayAs(page, "JSON");

  const environment = { ...process.env, JOBDECK_TOKEN: jobdeck.token };
  const { stdout } = await promisify(execFile)("sh", ["-c", curl], { env: environment });
  const byCurl = await jobdeck.client.status((JSON.parse(stdout) as { id: string }).id);
  const answer = await fetch(`${jobdeck.origin}/api/v1/jobs?from_preset`, {
    method: "POST",
    headers: { authorization: `Bearer ${jobdeck.token}`, "content-type": "application/json" },
    body: json,
  });
  expect(answer.status).toBe(202);
  const byJson = await jobdeck.client.status(((await answer.json()) as { id: string }).id);
  expect(sameParts(byCurl)).toEqual(sameParts(byJson));

  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.waitForURL(/\/jobs\/job-[^/]+\/logs$/);
  const byForm = await jobdeck.client.status(/job-[0-9a-f-]{36}/.exec(page.url())?.[0] ?? "");
  expect(sameParts(byCurl)).toEqual(sameParts(byForm));

  // The command, pasted back, is the same form again.
  await openStart(page, jobdeck);
  await paste(page, apolo);
  await page.getByRole("button", { name: "Fill in the form" }).click();
  await expect(page.getByLabel("Value of ODD")).toHaveValue(`'"\`$x\\ !`);
  await expect(page.getByLabel("Description", { exact: true })).toHaveValue(`It's "quoted"; $(touch nothing) \\ ünd`);
});

test("a job's page says the job as a command", async ({ page, jobdeck, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const job = await jobdeck.run({ command: `sh -c 'sleep 600'`, name: "said-again", env: { A: "it's" } });
  await page.goto(jobdeck.link);
  await page.goto(`${jobdeck.origin}/jobs/${job.id}`);
  const dialog = await askFor(page, "As a command…");
  await expect(dialog.getByRole("list", { name: "Notes" })).toContainText("said-again");
  const text = await sayAs(page, "curl");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Copy", exact: true }).click();
  await expect(dialog).toContainText("Copied");
  expect((await page.evaluate(() => navigator.clipboard.readText())).trim()).toBe(text.trim());
  const environment = { ...process.env, JOBDECK_TOKEN: jobdeck.token };
  const { stdout } = await promisify(execFile)("sh", ["-c", text], { env: environment });
  const again = await jobdeck.client.status((JSON.parse(stdout) as { id: string }).id);
  expect(startPayloadOf(again)).toEqual(startPayloadOf(job));
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Actions", exact: true })).toBeFocused();
  for (const { id } of [job, again]) await jobdeck.client.kill(id);
});

test("a matrix starts six jobs, says which failed, and tries those again", async ({ page, fresh }) => {
  const taken = await fresh.run({ command: "sleep 600", name: "sweep-3" });
  await openStart(page, fresh);
  await fillForm(page, { command: `sh -c 'echo "lr {lr} seed $seed"'`, name: "sweep", tags: ["mine"] });
  await page.getByRole("heading", { name: "Many at once" }).click();
  await page.getByLabel("Matrix", { exact: true }).fill("lr={0.1");
  await expect(page.getByLabel("Matrix", { exact: true })).toHaveAccessibleDescription(/Write NAME=/);
  await page.getByLabel("Matrix", { exact: true }).fill("lr={0.1,0.01} seed={1..3}");
  await expect(page.getByRole("status", { name: "Jobs of the matrix" })).toContainText("6 jobs");
  await expect(page.getByRole("region", { name: "Summary" })).toContainText(
    /6 jobs, [\d.]+ credits an hour while all of them run/,
  );
  await expect(page.getByRole("list", { name: "The first jobs" })).toContainText("sweep-1: lr=0.1 seed=1");
  await expect(page.getByRole("button", { name: "Start 6 jobs" })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Enter");
  const progress = page.getByRole("region", { name: "Starting many jobs" });
  await expect(progress).toContainText("5 of 6 started, 1 failed");
  await expect(progress.getByRole("list", { name: "Not started" })).toContainText("sweep-3: lr=0.1 seed=3");
  await expect(progress.getByRole("list", { name: "Not started" })).toContainText(/name/);
  await expectAccessible(page);

  // It is there again after a walk through the app, and what worked is not done twice.
  await page.getByRole("link", { name: "Jobs", exact: true }).click();
  await page.getByRole("link", { name: "Start a job" }).click();
  await fresh.client.kill(taken.id);
  await fresh.untilStatus(taken.id, "cancelled");
  await progress.getByRole("button", { name: "Try again" }).click();
  await page.waitForURL(/\/jobs\?q=tag/);
  for (let number = 1; number <= 6; number += 1) await expect(rowOf(page, `sweep-${number}`)).toHaveCount(1);
  await expect(page.getByRole("grid", { name: "Jobs" }).getByRole("row")).toHaveCount(7);

  const tag = /matrix-[0-9a-f]{8}/.exec(decodeURIComponent(page.url()))?.[0] ?? "";
  const lines = new Set<string>();
  for await (const job of fresh.client.list({ tags: [tag, "mine"] })) {
    await fresh.untilStatus(job.id, "succeeded");
    let log = "";
    for await (const bytes of fresh.client.monitor(job.id)) log += Buffer.from(bytes).toString("utf8");
    lines.add(log.trim());
  }
  const expected = ["0.1", "0.01"].flatMap((lr) => [1, 2, 3].map((seed) => `lr ${lr} seed ${seed}`));
  expect([...lines].sort()).toEqual(expected.sort());
  await page.getByRole("link", { name: "Start a job" }).click();
  await expect(command(page)).toHaveValue("");
});

test("a matrix that is stopped starts nothing more, and goes on when asked", async ({ page, fresh }) => {
  await openStart(page, fresh);
  await fillForm(page, { command: "true" });
  // What each of them brings itself is sent with each.
  await page.getByRole("radio", { name: "Own resources" }).check();
  await page.getByRole("textbox", { name: "CPUs", exact: true }).fill("0.1");
  await page.getByRole("heading", { name: "Many at once" }).click();
  await page.getByLabel("Matrix", { exact: true }).fill("n={1..60}");
  await expect(page.getByRole("region", { name: "Summary" })).toContainText("60 jobs, 6 credits an hour");
  await page.getByLabel("Matrix", { exact: true }).press("Enter");
  const progress = page.getByRole("region", { name: "Starting many jobs" });
  await progress.getByRole("button", { name: "Stop" }).click();
  await expect(progress).toContainText(/\d+ of 60 started, \d+ not begun/);
  const started = Number(/(\d+) of 60/.exec(await progress.innerText())?.[1]);
  const count = async () => {
    let jobs = 0;
    for await (const job of fresh.client.list()) jobs += job.container.resources.cpu === 0.1 ? 1 : 0;
    return jobs;
  };
  expect(started).toBeLessThan(60);
  expect(await count()).toBe(started);
  await progress.getByRole("button", { name: "Go on" }).click();
  await page.waitForURL(/\/jobs\?q=tag/);
  await expect(page.getByRole("grid", { name: "Jobs" })).toBeVisible();
  expect(await count()).toBe(60);
});

test("each of it looks as it should", async ({ page, fresh }) => {
  await fresh.run({ command: "sleep 600", name: "sweep-2" });
  await openStart(page, fresh, "?command=python+train.py&nmae=x&preset=gpu-x");
  await lookAt(page, "from-link");
  await saveTemplate(page, "Nightly training of the large model");
  await page.getByRole("button", { name: "Templates" }).click();
  await lookAt(page, "from-templates");
  await page.keyboard.press("Escape");
  await paste(page, "docker run --gpus all -e LR=0.1 -v $PWD:/src host python train.py --lr 0.1");
  await lookAt(page, "from-paste");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "As a command…" }).click();
  await expect(page.getByLabel("As apolo run")).toBeVisible();
  await lookAt(page, "from-equivalents");
  await page.keyboard.press("Escape");
  await fillForm(page, { command: "echo {lr} {seed}", name: "sweep" });
  await page.getByRole("heading", { name: "Many at once" }).click();
  await page.getByLabel("Matrix", { exact: true }).fill("lr={0.1,0.01,0.001} seed={1..2}");
  await page.getByRole("button", { name: "Start 6 jobs" }).click();
  await expect(page.getByRole("region", { name: "Starting many jobs" })).toContainText("5 of 6 started, 1 failed");
  await page.getByRole("region", { name: "Starting many jobs" }).scrollIntoViewIfNeeded();
  await lookAt(page, "from-matrix");
});
