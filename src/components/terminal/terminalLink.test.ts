import { afterAll, beforeAll, expect, it } from "vitest";
import { JobdeckServer } from "../../../e2e/server.ts";
import type { StreamEnvironment } from "../../api/streams/environment.ts";
import { endWords } from "./linkWords.ts";
import { createTerminalLink, type LinkState, type TerminalLink, type TerminalTarget } from "./terminalLink.ts";

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
const SHELL: TerminalTarget = { kind: "exec", command: "sh" };

/** A link whose output and states can be waited for. */
function connect(jobId: string, target: TerminalTarget) {
  let output = "";
  const seen: LinkState["status"][] = ["connecting"];
  const decoder = new TextDecoder();
  const listeners = new Set<() => void>();
  const changed = () => listeners.forEach((listener) => listener());
  const link: TerminalLink = createTerminalLink({
    client: server.client,
    jobId,
    target,
    environment,
    size: () => ({ width: 123, height: 45 }),
    onOutput(data) {
      output += decoder.decode(data, { stream: true });
      changed();
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

it("attaches again by itself after a lost connection, while a shell is gone", async () => {
  const jobId = await runningJob(`sh -c 'while read -r line; do echo "heard $line"; done'`);
  const attached = connect(jobId, ATTACH);
  const shell = connect(jobId, SHELL);
  await Promise.all([attached.untilStatus("live"), shell.untilStatus("live")]);
  attached.type("one\n");
  await attached.untilOutput("heard one");
  await server.stop("SIGKILL");
  await Promise.all([attached.untilStatus("reconnecting"), shell.untilStatus("lost")]);
  expect(endWords(shell.link.getState(), SHELL)).toBe("The connection was lost: this shell is gone.");
  await server.boot();
  attached.link.retryNow();
  await attached.untilStatus("live");
  attached.type("two\n");
  await attached.untilOutput("heard two");
  await server.client.kill(jobId);
  await attached.untilStatus("ended");
  expect(endWords(attached.link.getState(), ATTACH)).toMatch(/^The job ended with exit code \d+/);
  attached.link.dispose();
  shell.link.dispose();
});

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
