import { describe, expect, it } from "vitest";
import { call, logOf, sh, start, startRunning, target, untilFinished, untilStatus } from "./testing/api.ts";
import type { TestSocket } from "./testing/testSocket.ts";
import { open, PROTOCOL } from "./testing/socket.ts";
import { unique } from "./testing/target.ts";

const logSocket = (id: string, query = "") => open(`${id}/log_ws?${query}`, PROTOCOL.logs);

/** Everything a socket has brought, once it has closed in good order. */
async function all({ opened, closed, frames, socket }: TestSocket): Promise<string> {
  expect(await opened).toBe(PROTOCOL.logs);
  expect(await closed).toEqual({ code: 1000, reason: "" });
  expect(socket.binaryType).toBe("nodebuffer");
  return String(Buffer.concat(frames));
}

/** A job that says "early", and "late" once told to. */
async function talkative() {
  const gate = `/tmp/${unique("gate")}`;
  const script = `echo early; until [ -e ${gate} ]; do sleep 0.1; done; echo late; rm ${gate}`;
  const id = await startRunning(script);
  await logSocket(id).until((text) => text.includes("early"));
  const goOn = () => open(`${id}/exec?cmd=${encodeURIComponent(`touch ${gate}`)}&stdout=1`, PROTOCOL.channels).closed;
  return { id, goOn };
}

/** The log over HTTP as it comes. */
async function httpLog(id: string, query = ""): Promise<Response> {
  const headers = { authorization: `Bearer ${target.token}` };
  return await fetch(`${target.url}/api/v1/jobs/${id}/log?${query}`, { headers });
}

describe("monitor over a socket", () => {
  it("follows a job from before its start to its end, both outputs together", async () => {
    const { id } = await start({
      command: sh("echo one; sleep 0.3; echo two >&2; sleep 0.3; printf 'no newline: ü😀'"),
    });
    expect(await all(logSocket(id, "separator="))).toBe("one\ntwo\nno newline: ü😀");
    expect((await untilFinished(id)).status).toBe("succeeded");
    // Once more after the end: nothing was lost by being read.
    expect(await all(logSocket(id))).toBe("one\ntwo\nno newline: ü😀");
  });

  it("puts the separator between what was there and what comes", async () => {
    const { id, goOn } = await talkative();
    const named = logSocket(id, `separator=${encodeURIComponent("== here ==")}`);
    const none = logSocket(id, "separator=");
    const random = logSocket(id);
    for (const reader of [named, none, random]) await reader.until((text) => text.includes("early"));
    await goOn();
    expect(await all(named)).toBe("early\n== here ==\nlate\n");
    expect(await all(none)).toBe("early\nlate\n");
    expect(await all(random)).toMatch(/^early\n\S.{10,}\nlate\n$/);
    // With one part only there is nothing to part.
    expect(await all(logSocket(id, "separator=x"))).toBe("early\nlate\n");
  });

  it("begins at a moment, that one included, and says when each line was written", async () => {
    const { id } = await start({ command: sh("echo early; sleep 1.1; echo late") });
    await untilFinished(id);
    const stamped = await all(logSocket(id, "timestamps=1"));
    expect(stamped).toMatch(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z (early|late)\n){2}$/);
    const lateAt = stamped.split("\n")[1]?.split(" ")[0] ?? "";
    const since = new Date(Date.parse(lateAt) - 500).toISOString();
    expect(await all(logSocket(id, `since=${since}`))).toBe("late\n");
    expect(await all(logSocket(id, `since=${since}&timestamps=true`))).toBe(`${lateAt} late\n`);
    expect(await all(logSocket(id, "since=2999-01-01T00:00:00Z"))).toBe("");
    expect(await all(logSocket(id, "since=2001-01-01T00:00:00Z"))).toBe("early\nlate\n");
  });

  it("keeps bytes that are no UTF-8, and takes the parameters of the public platform", async () => {
    const { id } = await start({ command: sh("printf '\\377\\000\\303'; sleep 0.3; printf '\\274'") });
    const socket = logSocket(id, "separator=&debug=0&archive_delay=10");
    await all(socket);
    expect(Buffer.concat(socket.frames)).toEqual(Buffer.of(0xff, 0, 0xc3, 0xbc));
  });

  it("has all attempts of a job that is restarted", async () => {
    const { id } = await start({ command: "echo attempt", restart_policy: "always" });
    const log = logSocket(id, "separator=");
    await log.until((text) => text === "attempt\nattempt\n");
    await call("DELETE", `/jobs/${id}`);
    expect((await log.closed).code).toBe(1000);
  });

  it.each([
    ["since=never", "since"],
    ["timestamps=maybe", "timestamps"],
    ["separator=a%0Ab", "separator"],
  ])("with %s is refused before the handshake", async (query, field) => {
    const { id } = await start({ command: "true" });
    const refused = await logSocket(id, query).refused;
    expect(refused).toMatchObject({ status: 400, body: { field }, header: { field } });
    expect((await call("GET", `/jobs/${id}/log?${query}`)).status).toBe(400);
  });

  it("of nothing is not found", async () => {
    expect((await logSocket("job-none").refused).status).toBe(404);
    expect((await call("GET", "/jobs/job-none/log")).status).toBe(404);
  });
});

describe("monitor over HTTP", () => {
  it("answers at once, in chunks, and names its separator", async () => {
    const { id, goOn } = await talkative();
    const response = await httpLog(id, "separator=here");
    expect(response.status).toBe(200);
    expect(response.headers.get("transfer-encoding")).toBe("chunked");
    expect(response.headers.get("x-separator")).toBe("here");
    const separators = await Promise.all(
      [1, 2].map(async () => {
        const other = await httpLog(id);
        await other.body?.cancel();
        return other.headers.get("x-separator");
      }),
    );
    expect(separators[0]).toMatch(/\S{10}/);
    expect(separators[0]).not.toBe(separators[1]);
    const reader = response.body?.getReader();
    expect(String(Buffer.from((await reader?.read())?.value ?? []))).toBe("early\n");
    await goOn();
    let rest = "";
    for (let part = await reader?.read(); !part?.done; part = await reader?.read()) {
      rest += String(Buffer.from(part?.value ?? []));
    }
    expect(rest).toBe("here\nlate\n");
  });

  it("takes the same parameters", async () => {
    const { id } = await start({ command: "echo line" });
    expect(await logOf(id, "timestamps=1")).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z line\n$/);
    expect(await logOf(id, "since=2999-01-01T00:00:00Z")).toBe("");
    expect(await logOf(id)).toBe("line\n");
    await untilStatus(id, "succeeded");
  });
});
