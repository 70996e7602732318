import { beforeAll, describe, expect, it } from "vitest";
import { call, start, startRunning, untilFinished } from "./testing/api.ts";
import { onChannel, open, openPlain, PROTOCOL, readChannels, resize, stdin } from "./testing/socket.ts";

const attach = (id: string, query: string, protocol: string = PROTOCOL.channels) =>
  open(`${id}/attach?${query}`, protocol);
const ALL = "stdin=1&stdout=1&stderr=1";

describe("attach", () => {
  it.each([PROTOCOL.channels, PROTOCOL.attach])(
    "in frames of %s hears, speaks and is told the end",
    async (protocol) => {
      const id = await startRunning('read line; echo "got $line"; echo oh >&2; exit 5');
      const socket = attach(id, ALL, protocol);
      expect(await socket.opened).toBe(protocol);
      socket.socket.send(stdin("häl"));
      socket.socket.send(stdin("lo\n"));
      expect((await socket.closed).code).toBe(1000);
      const { stdout, stderr, end, unknown } = readChannels(socket.frames);
      expect([stdout, stderr, end, unknown]).toEqual(["got hällo\n", "oh\n", [{ exit_code: 5 }], []]);
      expect(socket.frames.at(-1)?.[0]).toBe(3);
    },
  );

  it("is told of success too", async () => {
    const id = await startRunning("read line");
    const socket = attach(id, ALL);
    await socket.opened;
    socket.socket.send(stdin("\n"));
    await socket.closed;
    expect(readChannels(socket.frames).end).toEqual([{ exit_code: 0 }]);
  });

  it("hears only what was asked for, and is not listened to without stdin", async () => {
    const id = await startRunning("while read line; do echo out $line; echo err $line >&2; done");
    const speaker = attach(id, "stdin=1");
    const onlyOut = attach(id, "stdout=1&stderr=0");
    const onlyErr = attach(id, "stderr=1");
    await Promise.all([speaker.opened, onlyOut.opened, onlyErr.opened]);
    onlyOut.socket.send(stdin("ignored\n"));
    // The way to a job that is far away may be open a moment before it is heard.
    const speaking = setInterval(() => speaker.socket.send(stdin("heard\n")), 300);
    try {
      await onlyOut.until((text) => text.includes("out heard\n"));
      await onlyErr.until((text) => text.includes("err heard\n"));
    } finally {
      clearInterval(speaking);
    }
    const [out, err] = [readChannels(onlyOut.frames), readChannels(onlyErr.frames)];
    expect([out.stdout, out.stderr]).toEqual([expect.stringMatching(/^(out heard\n)+$/), ""]);
    expect([err.stdout, err.stderr]).toEqual(["", expect.stringMatching(/^(err heard\n)+$/)]);
    expect(speaker.frames).toEqual([]);
  });

  it("to a terminal follows its size", async () => {
    const id = await startRunning("while read line; do stty size; done", { tty: true });
    const socket = attach(id, "tty=1&stdin=1&stdout=1");
    await socket.opened;
    for (const [width, height] of [
      [101, 37],
      [77, 22],
    ] as const) {
      socket.socket.send(resize(width, height));
      // Where a size goes its own way to the job, a line may overtake it.
      const asking = setInterval(() => socket.socket.send(stdin("\n")), 300);
      try {
        await socket.until((text) => text.includes(`${height} ${width}`));
      } finally {
        clearInterval(asking);
      }
    }
  });

  it("may begin with the log", async () => {
    const id = await startRunning("echo before; while read line; do echo $line; done");
    await open(`${id}/log_ws`, PROTOCOL.logs).until((text) => text.includes("before"));
    const socket = attach(id, "stdin=1&stdout=1&logs=1");
    await socket.opened;
    socket.socket.send(stdin("after\n"));
    await socket.until((text) => text.includes("after"));
    expect(readChannels(socket.frames).stdout).toBe("before\nafter\n");
  });

  it("of 2020 sends raw input and hears no frame about the end", async () => {
    const id = await startRunning('echo before; read line; echo "got $line"; echo oh >&2; exit 5');
    await open(`${id}/log_ws`, PROTOCOL.logs).until((text) => text.includes("before"));
    const socket = openPlain(`${id}/attach?${ALL}&logs=1`);
    expect(await socket.opened).toBe("");
    await socket.until((text) => text.includes("before"));
    // Its first byte would be a channel in today's frames.
    socket.socket.send(Buffer.from("\x04raw\n"));
    expect((await socket.closed).code).toBe(1000);
    const { stdout, stderr, end, unknown } = readChannels(socket.frames);
    expect([stdout, stderr, end, unknown]).toEqual(["before\ngot \x04raw\n", "oh\n", [], []]);
  });

  it("can be left and taken up again: the job goes on", async () => {
    const id = await startRunning('while read line; do echo "got $line"; done');
    for (const word of ["one", "two"]) {
      const socket = attach(id, "stdin=1&stdout=1");
      await socket.opened;
      socket.socket.send(stdin(`${word}\n`));
      await socket.until((text) => text.includes(`got ${word}`));
      socket.socket.terminate();
      await socket.closed;
      expect(readChannels(socket.frames).end).toEqual([]);
    }
  });

  describe("to a running job", () => {
    let id: string;
    beforeAll(async () => void (id = await startRunning("sleep 1000")));

    it.each([
      ["tty=1&stdout=1&stderr=1", 400, "stderr"],
      ["", 400, undefined],
      ["stdin=0&stdout=0&stderr=0", 400, undefined],
      ["stdout=maybe", 400, "stdout"],
    ])("with %j is refused before the handshake", async (query, status, field) => {
      const refused = await attach(id, query).refused;
      expect(refused).toMatchObject({ status, header: { error: expect.stringMatching(/\w+ \w+/) as string } });
      expect([refused.body.field, refused.body]).toEqual([field, refused.header]);
    });

    it("in a frame that is none closes with 1003 or 1008, and the job goes on", async () => {
      const wrong = [
        ["text", 1003],
        [onChannel(9, "x"), 1008],
        [Buffer.of(), 1008],
        [onChannel(4, "{"), 1008],
      ] as const;
      for (const [frame, code] of wrong) {
        const socket = attach(id, ALL);
        await socket.opened;
        socket.socket.send(frame);
        expect((await socket.closed).code).toBe(code);
        expect(readChannels(socket.frames).end).toEqual([]);
      }
      expect((await call("GET", `/jobs/${id}`)).body).toMatchObject({ status: "running" });
    });
  });

  it("to a job that is not running is refused with its state", async () => {
    const { id } = await start({ command: "true" });
    await untilFinished(id);
    const refused = await attach(id, "stdout=1").refused;
    expect(refused).toMatchObject({ status: 404, header: { error: `Job '${id}' is not running.` } });
    expect((await attach("job-none", "stdout=1").refused).status).toBe(404);
  });
});

describe("resize (legacy)", () => {
  let id: string;
  beforeAll(async () => void (id = await startRunning("while :; do stty size; sleep 0.1; done", { tty: true })));

  it("tells a job's terminal its size", async () => {
    expect((await call("POST", `/jobs/${id}/resize?w=99&h=44`)).status).toBe(204);
    await open(`${id}/log_ws`, PROTOCOL.logs).until((text) => text.includes("44 99"));
  });

  it.each(["", "w=80", "h=24", "w=0&h=24", "w=80&h=70000", "w=x&h=24"])("with %j is 400", async (query) => {
    const answer = await call("POST", `/jobs/${id}/resize?${query}`);
    expect(answer).toMatchObject({ status: 400, body: { error: expect.stringMatching(/\w+ \w+/) as string } });
  });

  it("of a job without a terminal is 400", async () => {
    const other = await startRunning("sleep 1000");
    expect((await call("POST", `/jobs/${other}/resize?w=80&h=24`)).status).toBe(400);
  });
});
