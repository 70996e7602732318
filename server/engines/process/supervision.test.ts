import { existsSync, readFileSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { constants } from "node:os";
import { build } from "vite";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setImmediate as nextTurn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { endless, member } from "../contract/harness.ts";
import { readEndRecord, readRunRecord, runFolderAt } from "./runFolder.ts";
import { cleanUpAfterEach, makeDataDir, makeEngine, specOf } from "./testing/engineSetup.ts";
import { processesWith, untilGone } from "./testing/processes.ts";
import { SHIM_PATH } from "./testing/shimPath.ts";

const TIMEOUT = { timeout: 90_000 };
cleanUpAfterEach();

test("a supervisor that is killed loses the run, and all of its processes end", TIMEOUT, async () => {
  for (const tty of [false, true]) {
    const { engine, run } = await makeEngine();
    const escaped = "setsid sh -c 'trap \"\" TERM HUP; sleep 1000' &";
    const { runId, handle, record, follow } = await run(`trap "" TERM HUP; ${escaped} echo ready; sleep 1000`, { tty });
    const log = follow();
    await log.until(/ready/);
    expect((await processesWith(`JOBDECK_RUN_ID=${runId}`)).length).toBeGreaterThanOrEqual(3);
    const waiting = engine.wait(handle, endless);
    process.kill(record().shim.pid, "SIGKILL");
    await expect(waiting).rejects.toMatchObject({ name: "EngineError", kind: "not_found" });
    await log.done;
    expect(log.text()).toMatch(/ready\r?\n$|ready\r?\n<live>$/);
    expect(await engine.inspect(handle)).toEqual({ state: "lost" });
    expect(await processesWith(`JOBDECK_RUN_ID=${runId}`)).toEqual([]);
    await engine.stop(handle, 1000);
    await expect(engine.signal(handle, "SIGTERM")).rejects.toMatchObject({ kind: "conflict" });
  }
});

test("a supervisor that was killed while no server was there is found out", TIMEOUT, async () => {
  const first = await makeEngine();
  const { runId, handle, record } = await first.run("sleep 1000");
  await first.close();
  const { shim } = record();
  process.kill(shim.pid, "SIGKILL");
  await untilGone(shim.pid);
  expect((await processesWith(`JOBDECK_RUN_ID=${runId}`)).length).toBeGreaterThan(0);
  const { engine } = await makeEngine(first.dataDir);
  expect(await engine.inspect(handle)).toEqual({ state: "lost" });
  expect(await processesWith(`JOBDECK_RUN_ID=${runId}`)).toEqual([]);
});

test("a run that has ended before its start was heard of has started", TIMEOUT, async () => {
  const { engine, dataDir } = await makeEngine();
  const spec = specOf("exit 3");
  const folder = runFolderAt(join(dataDir, "runs", spec.runId));
  const starting = engine.start(spec);
  while (!existsSync(folder.path)) await nextTurn();
  // So many that the supervisor has been told what to run.
  for (let turn = 0; turn < 5; turn++) await nextTurn();
  // Of another child is heard by what it says; when that has been heard, of all that have ended by then.
  const other = spawn("echo", { stdio: ["ignore", "pipe", "ignore"] });
  other.stdout.once("data", () => {
    blockUntil(() => readEndRecord(folder) !== undefined);
    blockUntil(() => hasEnded(readRunRecord(folder)?.shim.pid));
  });
  blockUntil(() => hasEnded(other.pid));
  expect(await engine.wait(await starting, endless)).toMatchObject({ exitCode: 3 });
});

/** Of a child that nobody has heard of yet. */
function hasEnded(pid: number | undefined): boolean {
  return readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
}

/** Until then this process hears nothing. */
function blockUntil(isSo: () => boolean): void {
  for (let waits = 0; !isSo(); waits++) {
    expect(waits).toBeLessThan(3000);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  }
}

test("a supervisor goes when its run has ended, and leaves the run's folder and nothing else", TIMEOUT, async () => {
  const { engine, run } = await makeEngine();
  const { runId, handle, record, folder } = await run("read line");
  const { shim, socketPath } = record();
  await engine.stop(handle, 1000);
  await untilGone(shim.pid);
  expect(await processesWith(runId)).toEqual([]);
  expect(statSync(socketPath, { throwIfNoEntry: false })).toBeUndefined();
  expect((await readdir(folder.path)).sort()).toEqual(["end.json", "log", "run.json", "supervisor.log", "work"]);
  expect(readFileSync(folder.supervisorLogPath, "utf8")).toBe("");
});

test("nothing is left of a run that was removed while it ran", TIMEOUT, async () => {
  const { engine, run, dataDir } = await makeEngine();
  const { runId, handle, record } = await run("setsid sleep 1000 & touch file; echo ready; sleep 1000", { tty: true });
  const { shim } = record();
  const session = await member(engine, "exec")(handle, {
    command: ["sleep", "1000"],
    tty: false,
    stdin: true,
    stdout: true,
    stderr: true,
    signal: endless,
  });
  await engine.remove(handle);
  // Whichever signal reaches it first.
  expect([128 + constants.signals.SIGHUP, 128 + constants.signals.SIGKILL]).toContain(await session.exitCode);
  await untilGone(shim.pid);
  expect(await processesWith(runId)).toEqual([]);
  expect(await readdir(join(dataDir, "runs"))).toEqual([]);
});

test("stop finds what has left its parent, its session and its environment", TIMEOUT, async () => {
  const { engine, run } = await makeEngine();
  const mark = `${1e6 + Math.floor(Math.random() * 1e6)}`;
  // The first has a parent of the run, the second is init's child but has the run's environment.
  const script = `env -i setsid sleep ${mark} & (setsid sleep ${mark} &) ; echo ready; while :; do sleep 0.1; done`;
  const { handle, follow } = await run(script);
  await follow().until(/ready/);
  await expect.poll(() => processesWith(`sleep\0${mark}`), { timeout: 30_000 }).toHaveLength(2);
  await engine.stop(handle, 1000);
  expect(await processesWith(`sleep\0${mark}`)).toEqual([]);
});

test("a machine that shuts down stops its runs in order", TIMEOUT, async () => {
  const { engine, run } = await makeEngine();
  const { handle, record, follow } = await run('trap "echo bye; exit 5" TERM; echo ready; while :; do sleep 0.1; done');
  const log = follow();
  await log.until(/ready/);
  process.kill(record().shim.pid, "SIGTERM");
  expect(await engine.wait(handle, endless)).toMatchObject({ exitCode: 5 });
  await log.until(/bye/);
});

test("a server that is killed leaves its runs running and its execs ended", TIMEOUT, async () => {
  const dataDir = await makeDataDir();
  const programDir = await makeDataDir();
  await build({
    configFile: false,
    logLevel: "error",
    build: {
      ssr: fileURLToPath(new URL("testing/doomedServer.ts", import.meta.url)),
      outDir: programDir,
      rolldownOptions: { output: { entryFileNames: "server.mjs" } },
    },
  });
  const spec = specOf("echo started; read line; exit 17");
  const arguments_ = [join(programDir, "server.mjs"), dataDir, SHIM_PATH, JSON.stringify(spec)];
  const server = spawn(process.execPath, arguments_, { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(server.stdout, "data")) as [Buffer];
  const { execPid } = JSON.parse(line.toString()) as { execPid: number };
  server.kill("SIGKILL");
  await once(server, "exit");
  await untilGone(execPid);
  const { engine } = await makeEngine(dataDir);
  const handle = { runId: spec.runId };
  expect(await engine.inspect(handle)).toMatchObject({ state: "running" });
  const options = { stdin: true, stdout: true, stderr: true, logs: true, signal: endless };
  const session = await member(engine, "attach")(handle, options);
  await session.write(Buffer.from("\n"));
  expect(await session.exitCode).toBe(17);
  await session.close();
});
