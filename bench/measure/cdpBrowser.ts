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
  /** The processes that draw pages. */
  rendererPids(): Promise<number[]>;
  /** Records the tasks of the pages' own threads until it is told to stop. @returns the stop, with the longest one's */
  traceTasks(): Promise<() => Promise<LongestTask>>;
  close(): Promise<void>;
}

/** Of all tasks of pages, in milliseconds. */
export interface LongestTask {
  readonly wallMs: number;
  /** What it had of a processor: on a busy machine a task stands still for most of its time. */
  readonly processorMs: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

export interface CdpPage {
  /** Calls a function in the page; its arguments and what it resolves with are JSON. */
  evaluate<A extends readonly unknown[], T>(run: (...args: A) => T | Promise<T>, ...args: A): Promise<T>;
  goto(url: string): Promise<void>;
  /** Types a text at once, as an input method does. */
  insertText(text: string): Promise<void>;
  press(key: keyof typeof KEYS): Promise<void>;
  bringToFront(): Promise<void>;
  close(): Promise<void>;
}

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

type Send = (method: string, params?: object, sessionId?: string) => Promise<Record<string, unknown>>;
type OnEvent = (method: string, params: Record<string, unknown>) => void;

const KEYS = {
  Enter: { key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, text: "\r" },
  Home: { key: "Home", code: "Home", windowsVirtualKeyCode: 36 },
  End: { key: "End", code: "End", windowsVirtualKeyCode: 35 },
  "Control+C": { key: "c", code: "KeyC", windowsVirtualKeyCode: 67, modifiers: 2 },
} as const;

export async function openCdpBrowser(executablePath: string, args: readonly string[]): Promise<CdpBrowser> {
  const profile = await mkdtemp(join(tmpdir(), "jobdeck-bench-"));
  const own = ["--headless=new", "--no-first-run", "--remote-debugging-port=0", `--user-data-dir=${profile}`];
  const child = spawn(executablePath, [...own, ...args, "about:blank"], { stdio: ["ignore", "ignore", "pipe"] });
  const socket = new WebSocket(await addressOf(child.stderr));
  await once(socket, "open");
  const listeners = new Set<OnEvent>();
  const send = speak(socket, listeners);
  return {
    async open(url) {
      const { targetId } = await send("Target.createTarget", { url: "about:blank" });
      const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
      const close = async () => void (await send("Target.closeTarget", { targetId }));
      const page = createPage((method, params) => send(method, params, sessionId as string), close);
      await page.goto(url);
      return page;
    },
    async rendererPids() {
      const { processInfo } = (await send("SystemInfo.getProcessInfo")) as {
        processInfo: readonly { readonly type: string; readonly id: number }[];
      };
      return processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
    },
    traceTasks: () => traceTasks(send, listeners),
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

async function traceTasks(send: Send, listeners: Set<OnEvent>): Promise<() => Promise<LongestTask>> {
  const events: TraceEvent[] = [];
  let complete = () => {};
  const completed = new Promise<void>((resolve) => (complete = resolve));
  const listen: OnEvent = (method, params) => {
    if (method === "Tracing.dataCollected") for (const event of params.value as TraceEvent[]) events.push(event);
    if (method === "Tracing.tracingComplete") complete();
  };
  listeners.add(listen);
  await send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: ["toplevel"] } });
  return async () => {
    await send("Tracing.end");
    await completed;
    listeners.delete(listen);
    return longestOf(events);
  };
}

function longestOf(events: readonly TraceEvent[]): LongestTask {
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;
  const names = events.filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain");
  const pages = new Set(names.map(threadOf));
  const longest = { wallMs: 0, processorMs: 0 };
  for (const event of events) {
    if (event.ph !== "X" || !pages.has(threadOf(event))) continue;
    longest.wallMs = Math.max(longest.wallMs, (event.dur ?? 0) / 1000);
    longest.processorMs = Math.max(longest.processorMs, (event.tdur ?? 0) / 1000);
  }
  return longest;
}

function speak(socket: WebSocket, listeners: ReadonlySet<OnEvent>): Send {
  const waiting = new Map<
    number,
    (answer: { result?: Record<string, unknown>; error?: { message: string } }) => void
  >();
  let lastId = 0;
  socket.on("message", (data: Buffer) => {
    const message = JSON.parse(data.toString()) as Answer;
    if (message.method !== undefined) for (const listener of listeners) listener(message.method, message.params ?? {});
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

function createPage(
  send: (method: string, params?: object) => Promise<Record<string, unknown>>,
  close: () => Promise<void>,
): CdpPage {
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
    close,
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
