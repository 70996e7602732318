import { afterAll, beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";
import { startCutProxy } from "../../../e2e/cutProxy.ts";
import { JobdeckServer } from "../../../e2e/server.ts";
import { openDoor } from "../../../scripts/doors.mjs";
import { createJobsClient } from "../../api/client.ts";
import type { StreamEnvironment } from "../../api/streams/environment.ts";
import { endWords, nextStep } from "./linkWords.ts";
import { randomId } from "../../lib/randomId.ts";
import type { TerminalTarget } from "../../lib/terminalTarget.ts";
import { createTerminalLink, type LinkState, type ShellPlace, type TerminalLink } from "./terminalLink.ts";

/** Terminals against the server itself, with real jobs. */
let server: JobdeckServer;

beforeAll(async () => {
  server = await JobdeckServer.start();
});

afterAll(() => server.dispose());

const environment: StreamEnvironment = {
  now: Date.now,
  random: () => 0,
  setTimer(callback, delayMs) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  onWakeUp: () => () => {},
};
const ATTACH: TerminalTarget = { kind: "attach", tty: true };
const SHELL: TerminalTarget = { kind: "exec", commands: ["sh"], returns: false };

/** A link whose output and states can be waited for. */
function connect(jobId: string, target: TerminalTarget, before?: ShellPlace, client = server.client) {
  let output = "";
  const seen: LinkState["status"][] = ["connecting"];
  const decoder = new TextDecoder();
  const listeners = new Set<() => void>();
  const changed = () => listeners.forEach((listener) => listener());
  const link: TerminalLink = createTerminalLink({
    client,
    jobId,
    target,
    place: before ?? { sessionId: randomId(), commandIndex: 0 },
    isThere: before !== undefined,
    environment,
    size: () => ({ width: 123, height: 45 }),
    write(data) {
      output += typeof data === "string" ? data : decoder.decode(data, { stream: true });
      changed();
      return Promise.resolve();
    },
  });
  link.subscribe(() => {
    seen.push(link.getState().status);
    changed();
  });
  const until = (isThere: () => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!isThere()) return;
        listeners.delete(check);
        resolve();
      };
      listeners.add(check);
      check();
    });
  return {
    link,
    seen,
    output: () => output,
    type: (text: string) => link.send(new TextEncoder().encode(text)),
    untilOutput: (text: string) => until(() => output.includes(text)),
    untilStatus: (status: LinkState["status"]) => until(() => link.getState().status === status),
  };
}

async function runningJob(command: string): Promise<string> {
  const job = await server.run({ command, tty: true });
  await server.untilStatus(job.id, "running");
  return job.id;
}

it("opens a shell in the size of the screen, follows a new size and says how it ended", async () => {
  const jobId = await runningJob("sleep 600");
  const { link, type, untilOutput, untilStatus, seen } = connect(jobId, SHELL);
  await untilStatus("live");
  type("echo size:$(stty size); echo größe\n");
  await untilOutput("size:45 123");
  await untilOutput("größe");
  link.resize({ width: 100, height: 20 });
  type("echo now:$(stty size)\n");
  await untilOutput("now:20 100");
  type("exit 7\n");
  await untilStatus("ended");
  expect(endWords(link.getState(), SHELL)).toBe("The shell ended with exit code 7.");
  expect(seen).toEqual(["connecting", "live", "ended"]);
  type("nobody listens\n");
  link.dispose();
  await server.client.kill(jobId);
});

it("says why a shell is refused", async () => {
  const job = await server.run({ command: "true" });
  await server.untilStatus(job.id, "succeeded");
  const { link, untilStatus } = connect(job.id, SHELL);
  await untilStatus("refused");
  expect(endWords(link.getState(), SHELL)).toContain("ended");
  link.dispose();
});

it("attaches again by itself after a lost connection, while a shell of a server that has died is gone", async () => {
  const jobId = await runningJob(`sh -c 'while read -r line; do echo "heard $line"; done'`);
  const attached = connect(jobId, ATTACH);
  const shell = connect(jobId, SHELL);
  await Promise.all([attached.untilStatus("live"), shell.untilStatus("live")]);
  attached.type("one\n");
  await attached.untilOutput("heard one");
  await server.stop("SIGKILL");
  await Promise.all([attached.untilStatus("reconnecting"), shell.untilStatus("reconnecting")]);
  await server.boot();
  attached.link.retryNow();
  shell.link.retryNow();
  await Promise.all([attached.untilStatus("live"), shell.untilStatus("lost")]);
  expect(endWords(shell.link.getState(), SHELL)).toMatch(/^The shell is gone: the server no longer knows it/);
  attached.type("two\n");
  await attached.untilOutput("heard two");
  await server.client.kill(jobId);
  await attached.untilStatus("ended");
  expect(endWords(attached.link.getState(), ATTACH)).toMatch(/^The job ended with exit code \d+/);
  attached.link.dispose();
  shell.link.dispose();
});

it("goes on with a shell whose connection was cut: every byte once, and what was typed meanwhile", async () => {
  const jobId = await runningJob("sleep 600");
  const proxy = await startCutProxy(server.origin);
  const client = createJobsClient({
    origin: proxy.origin,
    token: () => server.token,
    WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
  });
  const { link, type, untilOutput, untilStatus, output } = connect(jobId, SHELL, undefined, client);
  await untilStatus("live");
  // A line of its own: the prompt may come after what was typed.
  type("stty -echo; echo; seq 1 200000; echo all-$((1 + 1))\n");
  await untilOutput("\r\n500\r\n");
  proxy.goOffline();
  await untilStatus("reconnecting");
  type("echo typed-$((40 + 2))\n");
  proxy.goOnline();
  link.retryNow();
  await untilOutput("typed-42");
  const numbers = output().match(/^\d+(?=\r\n)/gm) ?? [];
  expect(numbers).toHaveLength(200_000);
  expect(numbers.every((number, index) => Number(number) === index + 1)).toBe(true);
  expect(output()).toContain("all-2");
  link.dispose();
  await proxy.close();
  await server.client.kill(jobId);
});

it("tries the next command where one is missing, and says when none is there", async () => {
  const jobId = await runningJob("sleep 600");
  const chain = connect(jobId, { kind: "exec", commands: ["no-such-shell", "./nor-this", "sh"], returns: false });
  await chain.untilStatus("live");
  // It is live while it tries, too: what is typed is for the first that is there.
  await chain.untilOutput("nor-this");
  await new Promise<void>((resolve) => chain.link.subscribe(resolve));
  await chain.untilStatus("live");
  expect(chain.link.place.commandIndex).toBe(2);
  chain.type("exit 127\n");
  await chain.untilStatus("ended");
  const none = { kind: "exec", commands: ["no-such-shell", "nor-this"], returns: false } as const;
  const missing = connect(jobId, none);
  await missing.untilStatus("ended");
  expect(endWords(missing.link.getState(), none)).toBe(
    "The shell ended with exit code 127. None of no-such-shell, nor-this is in this job.",
  );
  chain.link.dispose();
  missing.link.dispose();
  await server.client.kill(jobId);
});

it("finds a shell again that a page before has left, until it is taken by another", async () => {
  const jobId = await runningJob("sleep 600");
  const first = connect(jobId, SHELL);
  await first.untilStatus("live");
  first.type("echo left-$((6 * 7))\n");
  await first.untilOutput("left-42");
  first.link.dispose();
  const second = connect(jobId, SHELL, first.link.place);
  await second.untilOutput("left-42");
  const third = connect(jobId, SHELL, first.link.place);
  await second.untilStatus("lost");
  expect(endWords(second.link.getState(), SHELL)).toBe("The shell is open in another window.");
  second.link.retryNow();
  await second.untilStatus("live");
  await third.untilStatus("lost");
  second.type("exit 3\n");
  await second.untilStatus("ended");
  second.link.dispose();
  third.link.dispose();
  await server.client.kill(jobId);
});

it("says that a shell is gone where the platform keeps none, and a new one can be had", async () => {
  const jobId = await runningJob("sleep 600");
  const proxy = await startPlainProxy(server.origin);
  const client = createJobsClient({
    origin: proxy.origin,
    token: () => server.token,
    WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
  });
  const first = connect(jobId, SHELL, undefined, client);
  await first.untilStatus("live");
  first.type("echo here-$((1 + 1))\n");
  await first.untilOutput("here-2");
  proxy.cut();
  proxy.mend();
  await first.untilStatus("lost");
  expect(endWords(first.link.getState(), SHELL)).toBe("The connection was lost: this shell is gone.");
  expect(nextStep(first.link.getState(), SHELL)).toBe("New shell");
  // A page that is loaded again looks for the shell that the one before had.
  const again = connect(jobId, SHELL, first.link.place, client);
  await again.untilStatus("lost");
  expect(endWords(again.link.getState(), SHELL)).toMatch(/this platform ends shells with their connection/);
  const fresh = connect(jobId, SHELL, undefined, client);
  await fresh.untilStatus("live");
  for (const { link } of [first, again, fresh]) link.dispose();
  await proxy.close();
  await server.client.kill(jobId);
});

/** A proxy that makes a platform of the wire contract alone of ours: it knows no shell that outlives its connection. */
async function startPlainProxy(targetOrigin: string) {
  const to = { host: "127.0.0.1", port: Number(new URL(targetOrigin).port) };
  const door = await openDoor({ host: "127.0.0.1", port: 0 }, to, (near, far) => {
    near.on("data", (chunk: Buffer) => {
      // As Latin-1 every byte stays what it is.
      far.write(chunk.toString("latin1").replace(/v1\.shell\.jobdeck, ?/, ""), "latin1");
    });
    near.on("end", () => far.end());
  });
  return { ...door, origin: `http://127.0.0.1:${door.port}` };
}

it("says nothing more once it is disposed of", async () => {
  const jobId = await runningJob("sleep 600");
  const { link, seen, type, untilOutput } = connect(jobId, SHELL);
  await new Promise<void>((resolve) => link.subscribe(resolve));
  type("echo there-$((40 + 2))\n");
  await untilOutput("there-42");
  link.dispose();
  await server.client.kill(jobId);
  await server.untilStatus(jobId, "cancelled");
  expect(seen).toEqual(["connecting", "live"]);
});
