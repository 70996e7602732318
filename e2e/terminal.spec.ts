import { connected, logOf, openShell, openTab, screenOf, terminalOf, typeLine } from "./app.ts";
import { startCutProxy } from "./cutProxy.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";
import { startSlowProxy } from "./slowProxy.ts";

test("a shell takes UTF-8 and pastes, links, is drawn without a GPU, follows the window's size and says how it ended", async ({
  page,
  context,
  jobdeck,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const job = await jobdeck.run({ command: "sleep 600" });
  await jobdeck.untilStatus(job.id, "running");
  await page.goto(jobdeck.link);
  await page.goto(`${jobdeck.origin}/jobs/${job.id}`);
  await openShell(page);
  await page.evaluate(() => navigator.clipboard.writeText("printf 'größe-%s\\n' 漢字"));
  await page.keyboard.press("Control+Shift+V");
  await page.keyboard.press("Enter");
  await expect(screenOf(page)).toContainText("größe-漢字");

  // A link of a program (OSC 8) shows its words and leads to its address, in a page of its own.
  await typeLine(page, `clear; printf '\\e]8;;${jobdeck.origin}/ping\\e\\\\the-%s\\e]8;;\\e\\\\\\n' report; read x`);
  await expect(screenOf(page)).toContainText("the-report");
  const opened = context.waitForEvent("page");
  await terminalOf(page)
    .locator(".xterm-screen")
    .click({ position: { x: 30, y: 8 } });
  expect((await opened).url()).toBe(`${jobdeck.origin}/ping`);
  await (await opened).close();
  await terminalOf(page)
    .getByRole("textbox", { name: /^Terminal\./ })
    .focus();
  await page.keyboard.press("Enter");

  // Where a GPU draws it may be taken away at any time; then elements draw, and nothing is lost.
  await page.evaluate(() => {
    for (const canvas of document.querySelectorAll("canvas"))
      canvas.getContext("webgl2")?.getExtension("WEBGL_lose_context")?.loseContext();
  });
  await expect(terminalOf(page).locator(".xterm-rows")).toBeAttached();
  await typeLine(page, "clear; echo drawn-$((1 + 1))");
  await expect(terminalOf(page).locator(".xterm-rows")).toContainText("drawn-2");

  const paste = Array.from({ length: 30 }, (_, index) => `echo pasted-$((${index} + 1000))`).join("\n");
  await page.evaluate((text) => navigator.clipboard.writeText(text), paste);
  await page.keyboard.press("Control+Shift+V");
  const question = page.getByRole("alertdialog", { name: "Paste" });
  await expect(question).toContainText("Paste 30 lines?");
  await question.getByRole("button", { name: "Cancel" }).click();
  await page.keyboard.press("Control+Shift+V");
  await expectAccessible(page);
  await question.getByRole("button", { name: "Paste" }).click();
  await page.keyboard.press("Enter");
  await expect(screenOf(page)).toContainText("pasted-1029");
  await page.getByRole("button", { name: "Terminal settings" }).click();
  await page.getByLabel("Copy what is selected").check();
  await page.keyboard.press("Escape");
  await connected(page);
  await typeLine(page, "clear; printf 'copy-%s-me\\n' it; read x");
  await expect(screenOf(page)).toContainText("copy-it-me");
  await terminalOf(page)
    .locator(".xterm-screen")
    .dblclick({ position: { x: 30, y: 8 } });
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain("copy-it-me");
  await page.keyboard.press("Enter");

  await typeLine(page, "echo size $(stty size)");
  await expect(screenOf(page)).toContainText(/size \d+ \d+/);
  const columns = async () => {
    await typeLine(page, "clear; echo columns:$(tput cols):");
    await expect(screenOf(page)).toContainText(/columns:\d+:/);
    return Number(/columns:(\d+):/.exec(await screenOf(page).innerText())?.[1]);
  };
  const wide = await columns();
  await page.setViewportSize({ width: 700, height: 700 });
  await expect(async () => expect(await columns()).toBeLessThan(wide)).toPass();
  await expectAccessible(page);
  await typeLine(page, "exit 7");
  await expect(terminalOf(page).getByRole("alert")).toContainText("exit code 7");
  await jobdeck.client.kill(job.id);
});

test("attaching talks to the job's own terminal", async ({ page, jobdeck }) => {
  const job = await jobdeck.run({
    command: `sh -c 'while read -r line; do echo "heard: $line"; done'`,
    tty: true,
  });
  await jobdeck.untilStatus(job.id, "running");
  await page.goto(jobdeck.link);
  await page.goto(`${jobdeck.origin}/jobs/${job.id}`);
  await openTab(page, "Terminal");
  await page.getByRole("button", { name: "Attach", exact: true }).click();
  await connected(page);
  await typeLine(page, "hello there");
  await expect(screenOf(page)).toContainText("heard: hello there");
  await jobdeck.client.kill(job.id);
  await expect(terminalOf(page).getByRole("alert")).toBeVisible();
});

test("vim, less, htop or top, tmux and a progress bar are drawn as in a terminal, in every size", async ({
  page,
  jobdeck,
}) => {
  const job = await jobdeck.run({ command: "sleep 600" });
  await jobdeck.untilStatus(job.id, "running");
  await page.goto(jobdeck.link);
  await page.goto(`${jobdeck.origin}/jobs/${job.id}`);
  await openShell(page);
  const rows = () => screenOf(page).locator("[role=listitem]");
  await typeLine(page, "PS1='ready> '; clear");
  await expect(rows().first()).toHaveText(/^ready>/);

  await typeLine(page, "vim -u NONE -N notes.txt");
  await expect(screenOf(page)).toContainText("~");
  await page.keyboard.type("ihello from vim");
  await page.keyboard.press("Escape");
  await page.setViewportSize({ width: 900, height: 700 });
  await expect(rows().first()).toHaveText("hello from vim");
  await page.keyboard.type(":set columns?");
  await page.keyboard.press("Enter");
  await expect(screenOf(page)).toContainText(/columns=\d+/);
  const columns = Number(/columns=(\d+)/.exec(await screenOf(page).innerText())?.[1]);
  expect(columns).toBeGreaterThan(60);
  expect(columns).toBeLessThan(130);
  await page.keyboard.type(":wq");
  await page.keyboard.press("Enter");
  // The shell's screen is back as it was.
  await expect(screenOf(page)).toContainText("ready> vim -u NONE");

  await typeLine(page, "clear; seq 1 500 | less");
  await expect(rows().first()).toHaveText("1");
  await page.keyboard.type("G");
  await expect(screenOf(page)).toContainText("500");
  await expect(screenOf(page)).toContainText("(END)");
  await page.keyboard.type("?42");
  await page.keyboard.press("Enter");
  await expect(rows().first()).toHaveText("442");
  await page.keyboard.type("q");

  // Where htop is installed it is the harder one to draw.
  await typeLine(page, "clear; if command -v htop; then htop; else top; fi");
  await expect(screenOf(page)).toContainText(/PID +USER/);
  await page.keyboard.type("q");
  await expect(rows().filter({ hasText: "ready>" }).last()).toBeAttached();

  await typeLine(page, "clear; for i in 1 2 3 4 5; do printf '\\rprogress %d of 5' $i; done; echo; echo done-$((1+1))");
  await expect(screenOf(page)).toContainText("done-2");
  expect((await rows().allInnerTexts()).filter((text) => /^progress/.test(text))).toEqual(["progress 5 of 5"]);

  await typeLine(page, "clear; tmux -L jobdeck-test -f /dev/null new-session 'sh'");
  await expect(screenOf(page)).toContainText(/\[\d+\] \d+:sh/);
  await typeLine(page, "echo in-tmux-$((1 + 1))");
  await expect(screenOf(page)).toContainText("in-tmux-2");
  await typeLine(page, "exit");
  await expect(screenOf(page)).toContainText("[exited]");
  await jobdeck.client.kill(job.id);
});

test("behind a flood its last ten thousand lines are there to scroll back to", async ({ page, jobdeck }) => {
  const job = await jobdeck.run({ command: "sleep 600" });
  await jobdeck.untilStatus(job.id, "running");
  await page.goto(jobdeck.link);
  await page.goto(`${jobdeck.origin}/jobs/${job.id}`);
  await openShell(page);
  await typeLine(page, "PS1='> '; clear; seq 1 300000; echo done-$((1 + 1))");
  await expect(screenOf(page)).toContainText("done-2");
  const rows = screenOf(page).locator("[role=listitem]");
  await expect.poll(async () => (await rows.allInnerTexts()).slice(-4)).toEqual(["299999", "300000", "done-2", "> "]);
  await terminalOf(page).locator(".xterm-screen").hover();
  await terminalOf(page).locator(".scrollbar.vertical .slider").hover();
  await page.mouse.down();
  await page.mouse.move(0, 0);
  await page.mouse.up();
  const count = await rows.count();
  // Behind the numbers are what was echoed and the prompt, which fill two of the rows.
  const first = 300_000 - (10_000 + count - 2) + 1;
  await expect.poll(() => rows.allInnerTexts()).toEqual(Array.from({ length: count }, (_, row) => String(first + row)));
  await jobdeck.client.kill(job.id);
});

test("on a slow line a log opens with its first screen, and Ctrl+C stops a flood of which little is on its way", async ({
  page,
  jobdeck,
}) => {
  const words = "loss=0.48211 accuracy=0.91 learning_rate=0.0003 tokens_per_second=48211";
  const job = await jobdeck.run({ command: `sh -c "seq -f '%08.0f ${words}' 1 60000; exec sleep 600"` });
  await jobdeck.untilStatus(job.id, "running");
  const line = await startSlowProxy(jobdeck.origin, 400_000);
  await page.goto(`${line.origin}/#token=${jobdeck.token}`);
  await page.goto(`${line.origin}/jobs/${job.id}`);
  await expect(page.getByRole("heading", { name: "History" })).toBeVisible();
  const beforeLog = line.bytesToClients;
  await openTab(page, "Logs");
  await expect(logOf(page).locator("[data-number]").first()).toBeVisible();
  // The whole log has six million bytes.
  expect(line.bytesToClients - beforeLog).toBeLessThan(3_000_000);

  await openShell(page);
  await typeLine(page, "PS1='ready> '; clear; yes");
  await expect(screenOf(page).locator("[role=listitem]").nth(3)).toHaveText("y");
  const before = line.bytesToClients;
  await page.keyboard.press("Control+C");
  await expect(screenOf(page)).toContainText("ready>");
  expect(line.bytesToClients - before).toBeLessThan(1_500_000);
  await typeLine(page, "clear; seq 1 20000 | tail -n 1; echo still-$((1 + 1))");
  await expect(screenOf(page)).toContainText("still-2");
  await line.close();
  await jobdeck.client.kill(job.id);
});

test("a shell outlives its connection, and a server that died is told from it", async ({ page, fresh }) => {
  const job = await fresh.run({ command: "sleep 600" });
  await fresh.untilStatus(job.id, "running");
  const proxy = await startCutProxy(fresh.origin);
  await page.goto(`${proxy.origin}/#token=${fresh.token}`);
  await page.goto(`${proxy.origin}/jobs/${job.id}`);
  await openShell(page);
  await typeLine(page, "echo pid:$$:");
  await expect(screenOf(page)).toContainText(/pid:\d+:/);
  const pid = /pid:(\d+):/.exec(await screenOf(page).innerText())?.[1];
  await typeLine(page, "stty -echo; for i in $(seq 1 300); do echo line-$i; sleep 0.01; done");
  await expect(screenOf(page)).toContainText(/line-\d+/);
  proxy.goOffline();
  await expect(terminalOf(page).getByRole("status").first()).toContainText("Reconnecting");
  await terminalOf(page)
    .getByRole("textbox", { name: /^Terminal\./ })
    .focus();
  await typeLine(page, "echo same-$$:");
  proxy.goOnline();
  await terminalOf(page).getByRole("button", { name: "Retry now" }).click();
  await expect(terminalOf(page).getByRole("status").first()).toContainText("Connected");
  await expect(screenOf(page)).toContainText(`same-${pid}:`);
  const lines = [...(await screenOf(page).innerText()).matchAll(/line-(\d+)/g)].map((match) => Number(match[1]));
  expect(lines.at(-1)).toBe(300);
  expect(lines).toEqual(lines.map((_, index) => (lines[0] ?? 0) + index));

  await fresh.stop("SIGKILL");
  await expect(terminalOf(page).getByRole("status").first()).toContainText("Reconnecting");
  await fresh.boot();
  await expect(terminalOf(page).getByRole("alert")).toContainText("The shell is gone");
  await page.getByRole("button", { name: "New shell", exact: true }).last().click();
  await connected(page);
  await typeLine(page, "echo back-$((1 + 1))");
  await expect(screenOf(page)).toContainText("back-2");
  await proxy.close();
});
