import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { Handle } from "../engine.ts";
import { endless, type Harness } from "./harness.ts";

const TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z";

const FLOOD_LINE = "step 1234 of 5678: loss 0.123456, 12.3 samples a second";

/** What programs write, exactly, from when on, with times, and as it comes. */
export function testLogs(harness: Harness): void {
  const { engine, run, log, attach } = harness;

  if (harness.limits.logsByLine) testLines(harness);
  else testStreams(harness);

  test("keeps long lines and characters that chunks cut", async () => {
    const script = `head -c 300000 /dev/zero | tr '\\000' x; yes äö€ | head -c 1000001`;
    const unit = Buffer.from("äö€\n");
    const expected = Buffer.concat([Buffer.alloc(300_000, "x"), Buffer.alloc(1_000_001, unit)]);
    if (harness.limits.losesLastWords) {
      const handle = await run(`${script}; echo; exec sleep 1000`);
      const whole = Buffer.concat([expected, Buffer.from("\n")]);
      expect((await readBytes(harness, handle, whole.length)).equals(whole)).toBe(true);
      return;
    }
    const handle = await run(script);
    await engine().wait(handle, endless);
    const reader = log(handle);
    await reader.done;
    expect(reader.bytes().equals(expected)).toBe(true);
  });

  test("marks once where the past ends and the present begins", async () => {
    const handle = await run("echo before; read line; echo after");
    await log(handle, { follow: true }).until(/before/);
    const reader = log(handle, { follow: true });
    await reader.until(/<live>/);
    const session = await attach(handle);
    await session.write(Buffer.from("\n"));
    await reader.done;
    expect(reader.text()).toBe("before\n<live>after\n");
  });

  test("of a run that has ended everything is the past", async () => {
    const handle = await run("echo all");
    await engine().wait(handle, endless);
    const reader = log(handle, { follow: true });
    await reader.done;
    expect(reader.text()).toBe("all\n");
  });

  test("ends at the present when not asked to follow", async () => {
    const handle = await run("echo here; exec sleep 1000");
    await log(handle, { follow: true }).until(/here/);
    const reader = log(handle);
    await reader.done;
    expect(reader.text()).toBe("here\n");
  });

  test("stops when its reader does", async () => {
    const handle = await run("yes");
    const reading = new AbortController();
    const reader = log(handle, { follow: true, signal: reading.signal });
    await reader.until(/y\ny\n/);
    reading.abort();
    await reader.done;
    expect(await engine().inspect(handle)).toMatchObject({ state: "running" });
  });

  testTimes(harness);
}

function testTimes({ engine, run, log, attach }: Harness): void {
  test("begins at a moment", async () => {
    const handle = await run("echo early; read line; echo late; read line");
    const reader = log(handle, { follow: true });
    await reader.until(/early\n/);
    const session = await attach(handle);
    await waitForNextMillisecond();
    const sinceMs = Date.now();
    await session.write(Buffer.from("\n"));
    await reader.until(/late\n/);
    const late = log(handle, { sinceMs });
    await late.done;
    expect(late.text()).toBe("late\n");
    const all = log(handle, { sinceMs: 0 });
    await all.done;
    expect(all.text()).toBe("early\nlate\n");
    const none = log(handle, { sinceMs: Date.now() + 1000 });
    await none.done;
    expect(none.text()).toBe("");
  });

  test("finds a moment in a long log: resuming there loses and doubles nothing", async () => {
    const handle = await run("i=0; while [ $i -lt 30000 ]; do echo $i; i=$((i+1)); done");
    await engine().wait(handle, endless);
    const all = log(handle, { timestamps: true });
    await all.done;
    const lines = all.text().trimEnd().split("\n");
    expect(lines).toHaveLength(30_000);
    for (const index of [0, 1, 14_999, 29_998, 29_999]) {
      const time = lines[index]?.slice(0, 30) ?? "";
      const sinceMs = Date.parse(time);
      const rest = log(handle, { timestamps: true, sinceMs });
      await rest.done;
      expect(rest.text()).toBe(`${lines.filter((line) => Date.parse(line.slice(0, 30)) >= sinceMs).join("\n")}\n`);
    }
    const times = lines.map((line) => line.slice(0, 30));
    expect(new Set(times).size).toBe(times.length);
    expect([...times].sort()).toEqual(times);
  });
}

/** A log that knows each byte, its stream and its moment, and keeps all of them. */
function testStreams({ engine, run, log, attach }: Harness): void {
  test("keeps both streams apart and every byte", async () => {
    const script = "printf '\\377\\376\\n\\000a\\r\\n\\n\\303'; printf 'e\\200\\n' >&2";
    const handle = await run(script);
    await engine().wait(handle, endless);
    const reader = log(handle);
    await reader.done;
    expect(reader.bytes("stdout")).toEqual(Buffer.from([0xff, 0xfe, 10, 0, 0x61, 13, 10, 10, 0xc3]));
    expect(reader.bytes("stderr")).toEqual(Buffer.from([0x65, 0x80, 10]));
  });

  test("keeps a flood, byte for byte", async () => {
    // Lines as programs write them: of shorter ones the log, which has a time for each, would be many times as long.
    const handle = await run(`yes '${FLOOD_LINE}' | head -c 50000000`);
    const hash = createHash("sha256");
    let bytes = 0;
    for await (const event of engine().logs(handle, { timestamps: false, follow: true, signal: endless })) {
      if (event.type !== "data") continue;
      expect(event.data.length).toBeLessThanOrEqual(512 * 1024);
      bytes += event.data.length;
      hash.update(event.data);
    }
    expect(bytes).toBe(50_000_000);
    expect(hash.digest("hex")).toBe(
      createHash("sha256")
        .update(Buffer.alloc(50_000_000, `${FLOOD_LINE}\n`))
        .digest("hex"),
    );
  });

  test("shows a prompt that has no newline at once", async () => {
    const handle = await run('printf "name? "; read name; echo "hello $name"');
    const reader = log(handle, { follow: true });
    await reader.until(/name\? $/);
    const session = await attach(handle);
    await session.write(Buffer.from("you\n"));
    await reader.done;
    expect(reader.bytes().toString()).toBe("name? hello you\n");
  });

  test("puts a time before each line, and only there", async () => {
    const handle = await run("printf 'a'; sleep 0.3; printf 'b\\nc\\n\\n'; printf 'err\\n' >&2");
    await engine().wait(handle, endless);
    const reader = log(handle, { timestamps: true });
    await reader.done;
    expect(reader.bytes("stdout").toString()).toMatch(new RegExp(`^${TIME} ab\\n${TIME} c\\n${TIME} \\n$`));
    expect(reader.bytes("stderr").toString()).toMatch(new RegExp(`^${TIME} err\\n$`));
  });
}

/** A log of lines, those of both streams together. */
function testLines(harness: Harness): void {
  const { engine, run, log, attach } = harness;

  test("keeps the lines of both streams, and every byte of them", async () => {
    const handle = await run("printf '\\377\\376\\n\\000a\\rb\\n\\n\\303\\n'; sleep 0.3; printf 'e\\200\\n' >&2");
    await engine().wait(handle, endless);
    const reader = log(handle);
    await reader.done;
    expect(reader.bytes()).toEqual(Buffer.from([0xff, 0xfe, 10, 0, 0x61, 13, 0x62, 10, 10, 0xc3, 10, 0x65, 0x80, 10]));
  });

  test("keeps a stream of lines, byte for byte, as they come", async () => {
    const handle = await run("i=0; while [ $i -lt 40 ]; do yes $i | head -n 4000; i=$((i+1)); done; sleep 1000");
    const expected = Buffer.from(Array.from({ length: 40 }, (_, index) => `${index}\n`.repeat(4000)).join(""));
    expect((await readBytes(harness, handle, expected.length)).equals(expected)).toBe(true);
  });

  test("shows a prompt with what completes its line", async () => {
    const handle = await run('printf "name? "; read name; echo "hello $name"');
    const reader = log(handle, { follow: true });
    const session = await attach(handle);
    await session.write(Buffer.from("you\n"));
    await reader.done;
    expect(reader.text().replace("<live>", "")).toBe("name? hello you\n");
  });

  test("puts a time before each line, and only there", async () => {
    const handle = await run(
      "printf 'a'; sleep 0.3; printf 'b\\nc\\n\\n'; sleep 0.3; head -c 50000 /dev/zero | tr '\\000' x",
    );
    await engine().wait(handle, endless);
    const reader = log(handle, { timestamps: true });
    await reader.done;
    const pattern = new RegExp(`^${TIME} ab\\n${TIME} c\\n${TIME} \\n${TIME} x{50000}\\n?$`);
    expect(reader.bytes().toString()).toMatch(pattern);
  });
}

/** The first bytes of the log of a run that goes on, followed until there are so many. */
async function readBytes({ engine }: Harness, handle: Handle, count: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const event of engine().logs(handle, { timestamps: false, follow: true, signal: endless })) {
    if (event.type !== "data") continue;
    bytes += event.data.length;
    chunks.push(event.data);
    if (bytes >= count) break;
  }
  return Buffer.concat(chunks);
}

async function waitForNextMillisecond(): Promise<void> {
  const nowMs = Date.now();
  while (Date.now() <= nowMs + 1) await new Promise((resolve) => setImmediate(resolve));
}
