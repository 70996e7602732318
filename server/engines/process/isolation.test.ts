import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { endless } from "../contract/harness.ts";
import { createProcessEngine } from "./engine.ts";
import { cleanUpAfterEach, makeDataDir, makeEngine, specOf } from "./testing/engineSetup.ts";
import { allArguments, processesWith, untilGone } from "./testing/processes.ts";

const TIMEOUT = { timeout: 60_000 };
cleanUpAfterEach();

test("a job sees the machine's environment and its own, and nothing of the server's", TIMEOUT, async () => {
  process.env.SERVER_SECRET = "do not tell";
  try {
    const { engine, run } = await makeEngine();
    const { handle, follow, runId, folder } = await run("env; pwd", { env: { OWN: "yes", JOBDECK_RUN_ID: "forged" } });
    await engine.wait(handle, endless);
    const log = follow();
    await log.done;
    const lines = log.text().trimEnd().split("\n");
    const names = lines.slice(0, -1).map((line) => line.split("=")[0] ?? "");
    const known = [
      "PATH",
      "LANG",
      "LANGUAGE",
      "LC_ALL",
      "LC_CTYPE",
      "TZ",
      "TMPDIR",
      "HOME",
      "USER",
      "LOGNAME",
      "SHELL",
    ];
    const own = ["OWN", "JOBDECK_RUN_ID", "PWD", "CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER", "OLDPWD", "_", "SHLVL"];
    expect(names.filter((name) => !known.includes(name) && !own.includes(name))).toEqual([]);
    for (const name of ["PATH", "HOME", "USER", "SHELL", "LANG"]) expect(names).toContain(name);
    expect(lines).toContain("OWN=yes");
    expect(lines).toContain(`JOBDECK_RUN_ID=${runId}`);
    expect(lines.at(-1)).toBe(folder.workPath);
  } finally {
    delete process.env.SERVER_SECRET;
  }
});

test("a secret is in no argument list and in no file", TIMEOUT, async () => {
  const { run, dataDir, engine } = await makeEngine();
  const secret = `secret${Math.random()}`;
  const { handle, follow } = await run("echo ready; read line", { env: { SECRET: secret } });
  await follow().until(/ready/);
  expect(allArguments().some((text) => text.includes(secret))).toBe(false);
  expect((await processesWith(secret)).length).toBeGreaterThan(0);
  expect(filesBelow(dataDir).filter((file) => readFileSync(file).includes(secret))).toEqual([]);
  await engine.stop(handle, 0);
});

test("folders and files are the owner's alone", TIMEOUT, async () => {
  const { run, dataDir } = await makeEngine();
  const { folder, record } = await run("touch made; sleep 1000");
  const modeOf = (path: string) => statSync(path).mode & 0o777;
  for (const path of [join(dataDir, "runs"), folder.path, folder.workPath]) expect(modeOf(path)).toBe(0o700);
  const { socketPath } = record();
  for (const path of [folder.logPath, folder.recordPath, folder.supervisorLogPath, socketPath]) {
    expect(modeOf(path)).toBe(0o600);
  }
});

test("a data folder with a long path works all the same", TIMEOUT, async () => {
  const dataDir = join(await makeDataDir(), "d".repeat(60), "e".repeat(60));
  const { engine, run } = await makeEngine(dataDir);
  const { handle, record } = await run("read line");
  const { socketPath, shim } = record();
  expect(socketPath.startsWith(tmpdir())).toBe(true);
  expect(Buffer.byteLength(socketPath)).toBeLessThanOrEqual(100);
  expect(statSync(join(socketPath, "..")).mode & 0o777).toBe(0o700);
  expect(await engine.inspect(handle)).toMatchObject({ state: "running" });
  await engine.remove(handle);
  await untilGone(shim.pid);
  expect(statSync(socketPath, { throwIfNoEntry: false })).toBeUndefined();
});

test("runs in the folder asked for, and refuses one that is not there", TIMEOUT, async () => {
  const { engine, run, dataDir } = await makeEngine();
  const workingDir = join(dataDir, "a folder");
  mkdirSync(workingDir);
  const { handle, follow } = await run("pwd", { workingDir });
  await engine.wait(handle, endless);
  const log = follow();
  await log.done;
  expect(log.text()).toBe(`${workingDir}\n`);
  for (const path of ["/no/such/folder", "relative", join(dataDir, "file")]) {
    writeFileSync(join(dataDir, "file"), "");
    const refused = { name: "EngineError", kind: "invalid", message: expect.stringContaining(path) as string };
    await expect(run("true", { workingDir: path })).rejects.toMatchObject(refused);
  }
  expect(readdirSync(join(dataDir, "runs"))).toHaveLength(1);
});

test("says what it cannot run", TIMEOUT, async () => {
  const { run } = await makeEngine();
  await expect(run("true", { image: "ubuntu" })).rejects.toMatchObject({
    kind: "invalid",
    message: 'This engine runs jobs directly on this machine; its only image is "host", not "ubuntu".',
  });
  const none = { kind: "invalid", message: expect.stringContaining("command") as string };
  await expect(run("", { command: [] })).rejects.toMatchObject(none);
  await expect(run("", { command: undefined })).rejects.toMatchObject(none);
  await expect(run("", { command: ["a\0b"] })).rejects.toMatchObject({ kind: "invalid" });
  await expect(run("true", { env: { "A=B": "c" } })).rejects.toMatchObject({ kind: "invalid" });
  await expect(run("true", { runId: "../escape" })).rejects.toMatchObject({ kind: "invalid" });
});

test("tells a program that is not there from one that cannot be executed", TIMEOUT, async () => {
  const { engine, run, dataDir } = await makeEngine();
  const files = { plain: "text", script: "#!/no/such/interpreter\n" };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dataDir, name), text);
  execFileSync("chmod", ["+x", join(dataDir, "script")]);
  const cases = [
    [["nowhere-to-be-found"], 127, '"nowhere-to-be-found" was not found on PATH.'],
    [["./nowhere"], 127, '"./nowhere" was not found.'],
    [[join(dataDir, "plain")], 126, "is not executable"],
    [[dataDir], 126, "is not a program"],
    [[join(dataDir, "script")], 127, "interpreter"],
    [["true", "x".repeat(200_000)], 126, "too long"],
  ] as const;
  for (const [command, exitCode, message] of cases) {
    const { handle, follow } = await run("", { command });
    const end = await engine.wait(handle, endless);
    expect(end).toMatchObject({ exitCode, reason: "ContainerCannotRun" });
    expect(end.message).toContain(message);
    const log = follow();
    await log.done;
    expect(log.text()).toBe("");
  }
});

test("a start that fails leaves nothing behind", TIMEOUT, async () => {
  const dataDir = await makeDataDir();
  const shimPath = join(dataDir, "no-such-shim.js");
  const engine = await createProcessEngine({ dataDir, shimPath });
  const spec = specOf("sleep 1000");
  await expect(engine.start(spec)).rejects.toMatchObject({ name: "EngineError", kind: "unavailable" });
  expect(readdirSync(join(dataDir, "runs"))).toEqual([]);
  expect(await processesWith(spec.runId)).toEqual([]);
  await engine.close();
});

test("a start that was cut short by the server's death can be repeated", TIMEOUT, async () => {
  const { engine, dataDir } = await makeEngine();
  const spec = specOf("exit 3");
  mkdirSync(join(dataDir, "runs", spec.runId, "work"), { recursive: true });
  expect(await engine.list?.()).toEqual([{ runId: spec.runId, handle: { runId: spec.runId } }]);
  const handle = await engine.start(spec);
  expect(await engine.wait(handle, endless)).toMatchObject({ exitCode: 3 });
});

function filesBelow(path: string): string[] {
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
