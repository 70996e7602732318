import type { Page } from "@playwright/test";
import { freePort } from "../conformance/testing/freePort.ts";
import { joinShellLine } from "../contract/shellLine.ts";
import { askFor, openActions, rowOf, startByForm, statusOf } from "./app.ts";
import { expect, expectAccessible, test } from "./fixtures.ts";
import type { JobdeckServer } from "./server.ts";

/** A page that says over a WebSocket, without any library, what it heard of its own request. */
const SOCKET_PAGE = `
const { createServer } = require("node:http");
const { createHash } = require("node:crypto");
const page = '<!doctype html><title>A page</title><link rel="icon" href="data:,"><p id="cookies"></p><p id="said"></p><script>' +
  'document.getElementById("cookies").textContent = "cookies: " + document.cookie;' +
  'new WebSocket("ws://" + location.host + "/talk").onmessage = (event) => { document.getElementById("said").textContent = event.data; };' +
  '</script>';
let shown = 0;
createServer((request, response) => {
  console.log("asked with " + JSON.stringify(request.headers));
  response.writeHead(200, { "content-type": "text/html", "set-cookie": "visits=" + (shown += 1) }).end(page);
}).on("upgrade", (request, socket) => {
  const accept = createHash("sha1").update(request.headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest("base64");
  socket.write("HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: " + accept + "\\r\\n\\r\\n");
  const text = Buffer.from("hello over a socket");
  socket.write(Buffer.concat([Buffer.from([0x81, text.length]), text]));
}).listen(Number(process.argv[1]), "127.0.0.1", () => console.log("listening"));
`;

const socketPage = (port: number) => joinShellLine([process.execPath, "-e", SOCKET_PAGE, String(port)]);

/** What a job has printed, once it has printed this. */
async function logUntil(server: JobdeckServer, id: string, text: string): Promise<string> {
  let log = "";
  for await (const chunk of server.client.monitor(id)) {
    log += Buffer.from(chunk).toString();
    if (log.includes(text)) return log;
  }
  throw new Error(`The log ended without ${text}: ${log}`);
}

async function openJob(page: Page, server: JobdeckServer, id: string): Promise<void> {
  await page.goto(server.link);
  await page.goto(`${server.origin}/jobs/${id}`);
  await expect(statusOf(page)).toContainText("Running");
}

test("a job's page opens from its row and from its own page, on an origin of its own", async ({
  page,
  context,
  jobdeck,
}) => {
  const port = await freePort();
  await page.goto(jobdeck.link);
  const command = `sh -c 'echo a file of the job > hello.txt; exec python3 -u -m http.server ${port} --bind 127.0.0.1'`;
  const id = await startByForm(page, { command, name: "files", httpPort: String(port) });
  await logUntil(jobdeck, id, "Serving HTTP");
  const opened = context.waitForEvent("page");
  await page.getByRole("link", { name: "Open", exact: true }).click();
  const tab = await opened;
  await tab.getByRole("link", { name: "hello.txt" }).click();
  await expect(tab.getByText("a file of the job")).toBeVisible();
  expect(new URL(tab.url()).hostname).toMatch(/^files--.*\.jobs\.localhost$/);
  expect(await tab.evaluate(() => window.opener === null && localStorage.length === 0)).toBe(true);

  await page.getByRole("link", { name: "Jobdeck, all jobs" }).click();
  const fromRow = context.waitForEvent("page");
  await rowOf(page, "files").getByRole("link", { name: "Open the page of files" }).click();
  await expect((await fromRow).getByRole("link", { name: "hello.txt" })).toBeVisible();
  await expectAccessible(page);
});

test("a page that does not answer yet opens by itself once it does", async ({ page, jobdeck }) => {
  const port = await freePort();
  const command = `sh -c 'while [ ! -e go ]; do sleep 0.1; done; exec python3 -m http.server ${port}'`;
  const { id } = await jobdeck.run({ command, http: { port } });
  const { httpUrl = "" } = await jobdeck.untilStatus(id, "running");
  await page.goto(httpUrl);
  await expect(page.getByRole("heading", { name: "The job does not answer yet" })).toBeVisible();
  await expectAccessible(page);
  const shell = await jobdeck.client.exec(id, { command: "touch go", stdout: true });
  await shell.end;
  await expect(page.getByRole("heading", { name: /Directory listing/ })).toBeVisible();
});

test("a page that needs a sign-in opens from the dashboard only, WebSocket and all", async ({
  page,
  context,
  browser,
  jobdeck,
}) => {
  const port = await freePort();
  const { id } = await jobdeck.run({ command: socketPage(port), http: { port, requires_auth: true } });
  await logUntil(jobdeck, id, "listening");
  await openJob(page, jobdeck, id);
  const opened = context.waitForEvent("page");
  await page.getByRole("button", { name: "Open", exact: true }).click();
  const tab = await opened;
  await expect(tab.getByText("hello over a socket")).toBeVisible();
  await expect(tab.locator("#cookies")).toHaveText("cookies: visits=1");
  expect(new URL(tab.url()).pathname + new URL(tab.url()).search).toBe("/");
  await tab.reload();
  await expect(tab.locator("#cookies")).toHaveText("cookies: visits=2");
  const log = await logUntil(jobdeck, id, "visits=1");
  expect(log).not.toContain(jobdeck.token);
  expect(log).not.toContain("jobdeck-session");

  const stranger = await browser.newContext();
  const outside = await stranger.newPage();
  await outside.goto(tab.url());
  await expect(outside.getByRole("heading", { name: "Open this page from the dashboard" })).toBeVisible();
  await stranger.close();
});

test("any port of a job opens in a new tab, and is remembered", async ({ page, context, jobdeck }) => {
  const port = await freePort();
  const { id } = await jobdeck.run({ command: socketPage(port) });
  await logUntil(jobdeck, id, "listening");
  await openJob(page, jobdeck, id);
  await expect(page.getByRole("button", { name: "Open", exact: true })).toHaveCount(0);
  await askFor(page, "Open a port…");
  const dialog = page.getByRole("dialog", { name: /^Open a port of/ });
  await dialog.getByLabel("Port").fill("none");
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("alert")).toHaveText("A port is a whole number from 1 to 65535.");
  await dialog.getByLabel("Port").fill(String(await freePort()));
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("alert")).toContainText("Nothing listens on port");
  expect(context.pages()).toHaveLength(1);
  await expectAccessible(page);
  await dialog.getByLabel("Port").fill(String(port));
  const opened = context.waitForEvent("page");
  await dialog.getByRole("button", { name: "Open in a new tab" }).click();
  const tab = await opened;
  await expect(tab.getByText("hello over a socket")).toBeVisible();
  expect(new URL(tab.url()).hostname).toBe(`${id}--${port}.jobs.localhost`);
  await expect(dialog).toBeHidden();

  await page.reload();
  await askFor(page, "Open a port…");
  const again = context.waitForEvent("page");
  await dialog.getByRole("button", { name: String(port), exact: true }).click();
  await expect((await again).getByText("hello over a socket")).toBeVisible();

  await jobdeck.client.kill(id);
  const item = (await openActions(page)).getByRole("menuitem", { name: "Open a port…" });
  await expect(item).toHaveAttribute("aria-disabled", "true");
  await tab.reload();
  await expect(tab.getByRole("heading", { name: "The job has ended" })).toBeVisible();
});

test("a job's page cannot reach the dashboard", async ({ context, jobdeck }) => {
  const port = await freePort();
  const { id } = await jobdeck.run({ command: socketPage(port), http: { port } });
  await logUntil(jobdeck, id, "listening");
  const { httpUrl = "" } = await jobdeck.client.status(id);
  // What is refused here is reported on the console too.
  const page = await context.newPage();
  await page.goto(httpUrl);
  const outcome = await page.evaluate(
    async ([origin, token]) => {
      const read = (init: RequestInit) =>
        fetch(`${origin}/api/v1/jobs`, init).then(
          () => "read",
          () => "refused",
        );
      const headers = { authorization: `Bearer ${token}` };
      const socket = new WebSocket(`${origin?.replace("http", "ws")}/api/v1/jobs/x/top?neuro-auth-token=${token}`);
      const opened = new Promise((resolve) => {
        socket.onopen = () => resolve("opened");
        socket.onerror = () => resolve("refused");
      });
      return [await read({ headers }), await read({ method: "POST", body: "{}" }), await opened];
    },
    [jobdeck.origin, jobdeck.token] as const,
  );
  expect(outcome).toEqual(["refused", "refused", "refused"]);
});
