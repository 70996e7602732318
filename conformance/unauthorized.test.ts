import { beforeAll, describe, expect, it } from "vitest";
import { call, startRunning, target } from "./testing/api.ts";
import { openTestSocket } from "./testing/testSocket.ts";
import { openPlain, PROTOCOL, wsOf } from "./testing/socket.ts";

let id: string;
beforeAll(async () => {
  id = await startRunning("sleep 1000");
});

const strangers = [
  ["no token", undefined],
  ["another token", "Bearer not-the-token"],
  ["half the token", `Bearer ${target.token.slice(0, -1)}`],
  ["another scheme", `Basic ${target.token}`],
] as const;

const calls = (): [string, string][] => [
  ["POST", "/jobs?from_preset"],
  ["POST", "/jobs"],
  ["GET", "/jobs"],
  ["GET", `/jobs/${id}`],
  ["DELETE", `/jobs/${id}`],
  ["PUT", `/jobs/${id}/max_run_time_minutes`],
  ["POST", `/jobs/${id}/drop`],
  ["GET", "/tags"],
  ["GET", "/jobs/capacity"],
  ["GET", `/jobs/${id}/log`],
  ["DELETE", `/jobs/${id}/log`],
  ["POST", `/jobs/${id}/kill`],
  ["POST", `/jobs/${id}/save`],
  ["POST", `/jobs/${id}/exec_create`],
  ["GET", `/jobs/${id}/some-session/exec_inspect`],
  ["POST", `/jobs/${id}/some-session/exec_resize?w=80&h=24`],
  ["POST", `/jobs/${id}/resize?w=80&h=24`],
];

const sockets = [
  ["log_ws", PROTOCOL.logs],
  ["top", PROTOCOL.top],
  ["attach?stdout=1", PROTOCOL.channels],
  ["exec?cmd=true&stdout=1", PROTOCOL.channels],
  ["some-session/exec_start", ""],
  ["port_forward/80", ""],
] as const;

describe("401", () => {
  it.each(strangers)("answers every call with %s", async (_what, authorization) => {
    for (const [method, path] of calls()) {
      const headers = authorization === undefined ? undefined : { authorization };
      const response = await fetch(`${target.url}/api/v1${path}`, { method, headers });
      expect([method, path, response.status]).toEqual([method, path, 401]);
      expect(await response.json()).toMatchObject({ error: expect.stringMatching(/\w.*\.$/) as string });
    }
    expect((await call("GET", `/jobs/${id}`)).body).toMatchObject({ status: "running" });
  });

  it.each(sockets)("refuses %s before the handshake", async (path, protocol) => {
    const protocols = protocol === "" ? [] : [protocol];
    const sign = path.includes("?") ? "&" : "?";
    const attempts = [
      openTestSocket(`${wsOf(target)}/${id}/${path}`, protocols),
      openTestSocket(`${wsOf(target)}/${id}/${path}`, [...protocols, "bearer.apolo.us-not-the-token"]),
      openTestSocket(`${wsOf(target)}/${id}/${path}${sign}neuro-auth-token=not-the-token`, protocols),
    ];
    for (const { refused } of attempts) {
      const { status, body, header } = await refused;
      expect(status).toBe(401);
      expect(body.error).toMatch(/\.$/);
      expect(header).toEqual(body);
    }
  });

  it("is not the answer to a token in the query, which a browser needs where no sub-protocol is spoken", async () => {
    const socket = openPlain(`${id}/log_ws`);
    expect(await socket.opened).toBe("");
    socket.socket.close();
    await socket.closed;
  });
});
