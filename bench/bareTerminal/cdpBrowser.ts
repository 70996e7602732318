import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { WebSocket } from "ws";

/**
 * A Chromium whose pages nobody looks into. Playwright asks the browser for every frame of every WebSocket, in base64:
 * a flood in a terminal then costs the browser more than the terminal does.
 */
export interface CdpBrowser {
  open(url: string): Promise<CdpPage>;
  close(): Promise<void>;
}

export interface CdpPage {
  /** Calls a function in the page; its arguments and what it resolves with are JSON. */
  evaluate<A extends readonly unknown[], T>(run: (...args: A) => T | Promise<T>, ...args: A): Promise<T>;
  goto(url: string): Promise<void>;
  /** Types a text at once, as an input method does. */
  insertText(text: string): Promise<void>;
  press(key: "Enter" | "Control+C"): Promise<void>;
  bringToFront(): Promise<void>;
}

interface Answer {
  readonly id?: number;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

type Send = (method: string, params?: object, sessionId?: string) => Promise<Record<string, unknown>>;

const KEYS = {
  Enter: { key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, text: "\r" },
  "Control+C": { key: "c", code: "KeyC", windowsVirtualKeyCode: 67, modifiers: 2 },
} as const;

export async function openCdpBrowser(executablePath: string, args: readonly string[]): Promise<CdpBrowser> {
  const profile = await mkdtemp(join(tmpdir(), "jobdeck-bench-"));
  const own = ["--headless=new", "--no-first-run", "--remote-debugging-port=0", `--user-data-dir=${profile}`];
  const child = spawn(executablePath, [...own, ...args, "about:blank"], { stdio: ["ignore", "ignore", "pipe"] });
  const socket = new WebSocket(await addressOf(child.stderr));
  await once(socket, "open");
  const send = speak(socket);
  return {
    async open(url) {
      const { targetId } = await send("Target.createTarget", { url: "about:blank" });
      const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
      const page = createPage((method, params) => send(method, params, sessionId as string));
      await page.goto(url);
      return page;
    },
    async close() {
      const exit = once(child, "exit");
      await send("Browser.close");
      await exit;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function addressOf(stderr: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stderr })) {
    const [, address] = /^DevTools listening on (ws:\S+)/.exec(line) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error("Chromium ended before it listened.");
}

function speak(socket: WebSocket): Send {
  const waiting = new Map<
    number,
    (answer: { result?: Record<string, unknown>; error?: { message: string } }) => void
  >();
  let lastId = 0;
  socket.on("message", (data: Buffer) => {
    const message = JSON.parse(data.toString()) as Answer;
    waiting.get(message.id ?? -1)?.(message);
    waiting.delete(message.id ?? -1);
  });
  return (method, params = {}, sessionId) =>
    new Promise((resolve, reject) => {
      lastId += 1;
      waiting.set(lastId, ({ result, error }) => {
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result ?? {});
      });
      socket.send(JSON.stringify({ id: lastId, method, params, ...(sessionId && { sessionId }) }));
    });
}

function createPage(send: (method: string, params?: object) => Promise<Record<string, unknown>>): CdpPage {
  const page: CdpPage = {
    async evaluate(run, ...args) {
      const expression = `(${run.toString()})(...${JSON.stringify(args)})`;
      const { result, exceptionDetails } = (await send("Runtime.evaluate", {
        expression,
        awaitPromise: true,
        returnByValue: true,
      })) as { result: { value: never }; exceptionDetails?: { exception?: { description?: string } } };
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? "The page failed.");
      return result.value;
    },
    async goto(url) {
      await send("Page.navigate", { url });
      // What is asked before the new document is there is answered by the old one.
      while (!(await isAt(page, url))) await new Promise((resolve) => setTimeout(resolve, 20));
    },
    insertText: async (text) => void (await send("Input.insertText", { text })),
    async press(key) {
      const { text, ...event } = { text: undefined, ...KEYS[key] };
      await send("Input.dispatchKeyEvent", { type: text ? "keyDown" : "rawKeyDown", ...event, ...(text && { text }) });
      await send("Input.dispatchKeyEvent", { type: "keyUp", ...event });
    },
    bringToFront: async () => void (await send("Page.bringToFront")),
  };
  return page;
}

async function isAt(page: CdpPage, url: string): Promise<boolean> {
  try {
    return await page.evaluate(
      (wanted) => location.href.startsWith(wanted) && document.readyState === "complete",
      url.split("#")[0] ?? url,
    );
  } catch {
    // The document it was asked in has just gone.
    return false;
  }
}
