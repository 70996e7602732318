import { expect, test } from "vitest";
import { createReader, endless, type Harness } from "./harness.ts";

/** The run's own streams, live. */
export function testAttach(harness: Harness): void {
  const { engine, run, log, attach, limits } = harness;

  test("writes to the program and shows what it says from now on", async () => {
    const handle = await run("echo earlier; head -n 2");
    await log(handle, { follow: true }).until(/earlier/);
    const session = await attach(handle);
    const output = createReader(session.output);
    await session.write(Buffer.from("hello\n"));
    await session.write(Buffer.from("again\n"));
    await output.done;
    expect(await session.exitCode).toBe(0);
    expect(output.text()).toBe("hello\nagain\n");
  });

  if (limits.cannotEndInput) {
    test("says that it cannot end the program's input", async () => {
      const session = await attach(await run("exec cat"));
      await expect(session.endInput()).rejects.toMatchObject({ name: "EngineError", kind: "unsupported" });
    });
  } else testEndOfInput(harness);

  test("shows what was said before when asked to", async () => {
    const handle = await run("echo earlier; echo oops >&2; read line; echo later; exit 6");
    await log(handle, { follow: true }).until(/oops/);
    const session = await attach(handle, { logs: true });
    const output = createReader(session.output);
    await output.until(/oops/);
    await session.write(Buffer.from("\n"));
    await output.done;
    if (limits.logsByLine) {
      expect(output.text().split("\n").sort()).toEqual(["", "earlier", "later", "oops"]);
    } else {
      expect(output.bytes("stdout").toString()).toBe("earlier\nlater\n");
      expect(output.bytes("stderr").toString()).toBe("oops\n");
    }
    expect(await session.exitCode).toBe(6);
  });

  test("shows only the streams asked for", async () => {
    const handle = await run("read line; echo out; echo err >&2; read line");
    const session = await attach(handle, { stdout: false });
    const output = createReader(session.output);
    await session.write(Buffer.from("\n"));
    await output.until(/err\n/);
    await session.write(Buffer.from("\n"));
    await output.done;
    expect(output.text()).toBe("err\n");
  });

  test("leaving does not end the program's input", async () => {
    const handle = await run('for i in 1 2 3; do read line; echo "$line"; done');
    const first = await attach(handle);
    await first.write(Buffer.from("one\n"));
    await log(handle, { follow: true }).until(/one\n/);
    await first.close();
    await first.close();
    const second = await attach(handle);
    await second.write(Buffer.from("two\n"));
    await log(handle, { follow: true }).until(/two\n/);
    expect(await engine().inspect(handle)).toMatchObject({ state: "running" });
    await second.write(Buffer.from("three\n"));
    expect(await second.exitCode).toBe(0);
  });

  test("takes input no faster than the program does, and all of it", async () => {
    const handle = await run("sleep 0.5; head -c 10000000 | wc -c");
    const session = await attach(handle);
    const output = createReader(session.output);
    for (let index = 0; index < 200; index++) await session.write(Buffer.alloc(50_000, "x"));
    await output.done;
    expect(output.text().trim()).toBe("10000000");
  });

  test("is a terminal where the run has one", async () => {
    const handle = await run('trap "stty size" WINCH; echo ready; while :; do sleep 0.1; done', { tty: true });
    const session = await attach(handle, { logs: true });
    const output = createReader(session.output);
    await output.until(/ready\r\n/);
    await session.resize({ width: 132, height: 43 });
    await output.until(/43 132\r\n/);
    await session.write(Buffer.from([0x03]));
    await output.done;
    expect(await session.exitCode).toBe(130);
  });

  test("the end of input on a terminal is Ctrl-D", async () => {
    const handle = await run("cat; exit 12", { tty: true });
    const session = await attach(handle);
    await session.write(Buffer.from("line\n"));
    await createReader(session.output).until(/line\r\nline\r\n/);
    await session.endInput();
    expect(await session.exitCode).toBe(12);
  });

  test("is given up at any moment of its beginning, and leaves nothing open", async () => {
    const handle = await run("exec sleep 1000");
    for (let turns = 0; turns < 40; turns++) {
      const leaving = new AbortController();
      const attaching = attach(handle, { signal: leaving.signal }).then(async (session) => {
        for await (const piece of session.output) expect(piece.data.length).toBe(0);
        await session.close();
      });
      const outcome = Promise.allSettled([attaching]);
      for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
      leaving.abort(new Error("The client has gone."));
      await outcome;
    }
    expect(await engine().inspect(handle)).toMatchObject({ state: "running" });
  });

  test("needs a run that runs", async () => {
    const handle = await run("true");
    await engine().wait(handle, endless);
    await expect(attach(handle)).rejects.toMatchObject({ name: "EngineError", kind: "conflict" });
    await engine().remove(handle);
    await expect(attach(handle)).rejects.toMatchObject({ kind: "not_found" });
  });

  test("input after the end is refused, not lost silently", async () => {
    const handle = await run("true");
    const session = await attach(handle).catch((error: { kind: string }) => {
      expect(error.kind).toBe("conflict");
    });
    await engine().wait(handle, endless);
    if (!session) return;
    await createReader(session.output).done;
    await expect(session.write(Buffer.from("x"))).rejects.toMatchObject({ kind: "conflict" });
  });
}

function testEndOfInput({ run, attach }: Harness): void {
  test("ends the program's input", async () => {
    const session = await attach(await run("exec wc -c"));
    const output = createReader(session.output);
    await session.write(Buffer.from("hello\n"));
    await session.endInput();
    await output.done;
    expect(await session.exitCode).toBe(0);
    expect(output.text().trim()).toBe("6");
  });
}
