import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { call, sh, start, startRunning, untilFinished } from "./testing/api.ts";
import { execPath, open, openPlain, PROTOCOL, readChannels, resize, runExec, stdin } from "./testing/socket.ts";

let id: string;
beforeAll(async () => {
  id = await startRunning("sleep 1000", { env: { FROM_JOB: "yes" } });
});

const exec = (command: string, flags: string) => open(execPath(id, command, flags), PROTOCOL.channels);

describe("exec", () => {
  it.each([0, 1, 43, 255])("tells the exit code %i", async (code) => {
    const { stdout, stderr, end, unknown } = await runExec(id, sh(`echo out; echo err >&2; exit ${code}`));
    expect([stdout, stderr, end, unknown]).toEqual(["out\n", "err\n", [{ exit_code: code }], []]);
  });

  it("splits its command as a shell does, and sees the job's environment", async () => {
    const { stdout } = await runExec(id, `sh -c 'echo "$0|$1|$FROM_JOB"' "two words" 'it'"'"'s'`);
    expect(stdout).toBe("two words|it's|yes\n");
  });

  it("takes input in order", async () => {
    const socket = exec(sh("head -c 500000 | sha256sum | cut -c1-64"), "stdin=1&stdout=1");
    expect(await socket.opened).toBe(PROTOCOL.channels);
    const bytes = Buffer.alloc(500_000, Buffer.from(Array.from({ length: 251 }, (_, index) => index)));
    for (let from = 0; from < bytes.length; from += 7_001)
      socket.socket.send(stdin(bytes.subarray(from, from + 7_001)));
    expect((await socket.closed).code).toBe(1000);
    expect(readChannels(socket.frames).stdout.trim()).toBe(createHash("sha256").update(bytes).digest("hex"));
  });

  it("has a terminal that follows its size", async () => {
    const socket = exec("sh", "tty=1&stdin=1&stdout=1");
    await socket.opened;
    for (const [width, height] of [
      [101, 33],
      [77, 22],
    ] as const) {
      socket.socket.send(resize(width, height));
      // Where a size goes its own way to the job, what is typed may overtake it.
      const untilItFits = `until [ "$(stty size)" = "${height} ${width}" ]; do sleep 0.1; done`;
      socket.socket.send(stdin(`${untilItFits}; echo fits $(stty size)\n`));
      await socket.until((text) => text.includes(`fits ${height} ${width}`));
    }
    socket.socket.send(stdin("exit 7\n"));
    await socket.closed;
    expect(readChannels(socket.frames).end).toEqual([{ exit_code: 7 }]);
  });

  it("hears only what was asked for", async () => {
    expect(await runExec(id, sh("echo out; echo err >&2"), "stdout=1")).toMatchObject({ stdout: "out\n", stderr: "" });
    expect(await runExec(id, sh("echo out; echo err >&2"), "stderr=1")).toMatchObject({ stdout: "", stderr: "err\n" });
  });

  it("of a program that is not there ends with 126 or 127", async () => {
    const { end } = await runExec(id, "no-such-program-anywhere");
    expect([126, 127]).toContain(end[0]?.exit_code);
  });

  it.each([
    ["stdout=1", "cmd"],
    ["cmd=%20&stdout=1", "cmd"],
    ["cmd='open&stdout=1", "cmd"],
    ["cmd=sh&tty=1&stdout=1&stderr=1", "stderr"],
    ["cmd=sh&stdout=maybe", "stdout"],
    ["cmd=sh", undefined],
  ])("with %s is refused before the handshake", async (query, field) => {
    const refused = await open(`${id}/exec?${query}`, PROTOCOL.channels).refused;
    expect(refused).toMatchObject({ status: 400, header: { error: expect.stringMatching(/\w+ \w+/) as string } });
    expect([refused.body.field, refused.body]).toEqual([field, refused.header]);
  });

  it("in a job that is not running is refused with its state", async () => {
    const ended = await start({ command: "true" });
    await untilFinished(ended.id);
    const refused = await open(execPath(ended.id, "true", "stdout=1"), PROTOCOL.channels).refused;
    expect(refused).toMatchObject({ status: 404, header: { error: `Job '${ended.id}' is not running.` } });
  });
});

interface Inspect {
  readonly running: boolean;
  readonly exit_code: number | null;
}

async function create(command: string | string[], more: object = {}): Promise<string> {
  const { status, body } = await call("POST", `/jobs/${id}/exec_create`, { command, ...more });
  expect([status, body]).toEqual([200, { job_id: id, exec_id: expect.stringMatching(/\S/) as string }]);
  return (body as { exec_id: string }).exec_id;
}

async function inspect(execId: string): Promise<Inspect> {
  const { status, body } = await call("GET", `/jobs/${id}/${execId}/exec_inspect`);
  expect(status).toBe(200);
  return body as Inspect;
}

describe("exec_create, exec_start, exec_inspect and exec_resize (legacy)", () => {
  it("run a command in three calls, its input raw", async () => {
    const command = ["sh", "-c", 'read line; echo "got $line"; echo err >&2; exit 43'];
    const execId = await create(command, { stdin: true, stdout: true, stderr: true, tty: false });
    const known = { id: execId, job_id: id, tty: false, entrypoint: expect.any(String) as string };
    const line = `sh -c 'read line; echo "got $line"; echo err >&2; exit 43'`;
    expect(await inspect(execId)).toEqual({ ...known, command: line, running: false, exit_code: null });
    const socket = openPlain(`${id}/${execId}/exec_start`);
    expect(await socket.opened).toBe("");
    expect(await inspect(execId)).toMatchObject({ running: true, exit_code: null });
    for (const byte of Buffer.from("\x04ünï\n")) socket.socket.send(Buffer.of(byte));
    expect((await socket.closed).code).toBe(1000);
    const { stdout, stderr, end, unknown } = readChannels(socket.frames);
    expect([stdout, stderr, end, unknown]).toEqual(["got \x04ünï\n", "err\n", [], []]);
    expect(await inspect(execId)).toMatchObject({ running: false, exit_code: 43 });
  });

  it("size a terminal before the start and after", async () => {
    const execId = await create(sh('stty size; while read line; [ -z "$line" ]; do stty size; done'), { tty: true });
    const size = (w: number, h: number) => call("POST", `/jobs/${id}/${execId}/exec_resize?w=${w}&h=${h}`);
    expect((await size(101, 33)).status).toBe(204);
    const socket = openPlain(`${id}/${execId}/exec_start`);
    await socket.until((text) => text.includes("33 101"));
    expect(await inspect(execId)).toMatchObject({ tty: true, running: true });
    expect((await size(77, 22)).status).toBe(204);
    // Where a size goes its own way to the job, a line may overtake it.
    const asking = setInterval(() => socket.socket.send(Buffer.from("\n")), 300);
    try {
      await socket.until((text) => text.includes("22 77"));
    } finally {
      clearInterval(asking);
    }
    socket.socket.send(Buffer.from("end\n"));
    await socket.closed;
    expect((await size(80, 24)).status).toBe(409);
  });

  it("start once", async () => {
    const execId = await create("true");
    await openPlain(`${id}/${execId}/exec_start`).closed;
    const refused = await openPlain(`${id}/${execId}/exec_start`).refused;
    expect(refused).toMatchObject({ status: 409, header: { error: expect.stringMatching(/\.$/) as string } });
  });

  it("are refused in words", async () => {
    const broken: [object, string | undefined][] = [
      [{}, "command"],
      [{ command: [] }, "command"],
      [{ command: "echo 'open" }, "command"],
      [{ command: "sh", tty: "yes" }, "tty"],
      [{ command: "sh", stdin: false, stdout: false, stderr: false }, undefined],
    ];
    for (const [body, field] of broken) {
      const answer = await call("POST", `/jobs/${id}/exec_create`, body);
      expect(answer).toMatchObject({ status: 400, body: { error: expect.stringMatching(/\w+ \w+/) as string } });
      expect((answer.body as { field?: string }).field).toBe(field);
    }
    const execId = await create("sh", { tty: true });
    for (const query of ["", "w=80", "w=0&h=5", "w=80&h=70000"]) {
      expect((await call("POST", `/jobs/${id}/${execId}/exec_resize?${query}`)).status).toBe(400);
    }
    expect((await call("GET", `/jobs/${id}/none/exec_inspect`)).status).toBe(404);
    expect((await call("POST", `/jobs/${id}/none/exec_resize?w=80&h=24`)).status).toBe(404);
    expect((await openPlain(`${id}/none/exec_start`).refused).status).toBe(404);
  });
});
