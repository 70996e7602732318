import { beforeAll, describe, expect, it } from "vitest";
import { call, sh, startOn, startRunning, statusOf, target, untilStatus } from "./testing/api.ts";
import { startOwnServer } from "./testing/globalSetup.ts";
import { launchServer } from "./testing/launchServer.ts";
import { execPath, open, openPlain, PROTOCOL, readChannels, runExec } from "./testing/socket.ts";
import { unique } from "./testing/target.ts";

describe("a client that vanishes", () => {
  let id: string;
  beforeAll(async () => {
    id = await startRunning("echo job; while read line; do echo $line; done");
  });

  it("ends its exec, which nobody hears of any more, and nothing else", async () => {
    const mark = `/tmp/${unique("exec")}`;
    const socket = open(
      execPath(id, sh(`echo $$ > ${mark}; echo started; exec sleep 998`), "stdout=1"),
      PROTOCOL.channels,
    );
    await socket.until((text) => text.includes("started"));
    socket.socket.terminate();
    expect((await socket.closed).code).toBe(1006);
    expect(readChannels(socket.frames).end).toEqual([]);
    const gone = await runExec(id, sh(`while kill -0 $(cat ${mark}) 2>/dev/null; do sleep 0.1; done; rm ${mark}`));
    expect(gone.end).toEqual([{ exit_code: 0 }]);
    expect((await statusOf(id)).status).toBe("running");
  });

  it("ends its legacy exec session, which then has no exit code", async () => {
    const created = await call("POST", `/jobs/${id}/exec_create`, { command: sh("echo started; exec sleep 998") });
    const { exec_id: execId } = created.body as { exec_id: string };
    const socket = openPlain(`${id}/${execId}/exec_start`);
    await socket.until((text) => text.includes("started"));
    socket.socket.terminate();
    const inspect = async () => (await call("GET", `/jobs/${id}/${execId}/exec_inspect`)).body;
    let last = await inspect();
    while ((last as { running: boolean }).running) last = await inspect();
    expect(last).toMatchObject({ running: false, exit_code: null });
  });

  it("takes nothing from an attached job", async () => {
    const socket = open(`${id}/attach?stdin=1&stdout=1`, PROTOCOL.channels);
    await socket.opened;
    socket.socket.terminate();
    await socket.closed;
    expect(readChannels(socket.frames).end).toEqual([]);
    expect((await statusOf(id)).status).toBe("running");
  });
});

describe("a server that is killed", { timeout: 120_000 }, () => {
  it("sends no exit frame, and its jobs go on", async () => {
    const own = await startOwnServer(target.engine);
    let { server } = own;
    try {
      const id = await startOn(server, { command: sh("while read line; do echo $line; done") });
      await untilStatus(id, "running", server);
      const sockets = [
        open(`${id}/attach?stdin=1&stdout=1&stderr=1`, PROTOCOL.channels, server),
        open(execPath(id, "cat", "stdin=1&stdout=1&stderr=1"), PROTOCOL.channels, server),
      ];
      await Promise.all(sockets.map(({ opened }) => opened));
      await server.stop("SIGKILL");
      for (const { closed, frames } of sockets) {
        expect((await closed).code).toBe(1006);
        expect(readChannels(frames)).toMatchObject({ end: [], unknown: [] });
      }
      server = await launchServer(own.dataDir, target.engine);
      expect((await statusOf(id, server)).status).toBe("running");
    } finally {
      await own.dispose(server);
    }
  });

  it("says goodbye when it is stopped in good order, without an exit frame", async () => {
    const own = await startOwnServer(target.engine);
    let { server } = own;
    try {
      const id = await startOn(server, { command: "sleep 1000" });
      await untilStatus(id, "running", server);
      const attached = open(`${id}/attach?stdout=1`, PROTOCOL.channels, server);
      await attached.opened;
      await server.stop("SIGTERM");
      expect((await attached.closed).code).toBe(1001);
      expect(attached.frames).toEqual([]);
      server = await launchServer(own.dataDir, target.engine);
    } finally {
      await own.dispose(server);
    }
  });
});
