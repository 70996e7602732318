import { beforeAll, describe, expect, it } from "vitest";
import { call, start, startRunning, statusOf, target, untilFinished } from "./testing/api.ts";
import { open, PROTOCOL } from "./testing/socket.ts";

const send = (id: string, query: string) => call("POST", `/jobs/${id}/kill${query}`);

/** What is refused harms no job. */
let unharmed: string;
beforeAll(async () => void (unharmed = await startRunning("sleep 1000")));

describe("send_signal", () => {
  it.each(["10", "USR1", "SIGUSR1"])("sends %s", async (signal) => {
    const id = await startRunning("trap 'echo caught; exit 6' USR1; echo ready; while :; do sleep 0.05; done");
    await open(`${id}/log_ws`, PROTOCOL.logs).until((text) => text.includes("ready"));
    expect((await send(id, `?signal=${signal}`)).status).toBe(204);
    expect(await untilFinished(id)).toMatchObject({ status: "failed", history: { exit_code: 6 } });
  });

  it.each(["", "?signal=9", "?signal=SIGKILL"])("kills with %j", async (query) => {
    const id = await startRunning("sleep 1000");
    expect((await send(id, query)).status).toBe(204);
    expect(await untilFinished(id)).toMatchObject({ status: "failed", history: { reason: "Error", exit_code: 137 } });
  });

  it.each(["0x9", "99", "SIGNOTHING"])("knows no %s", async (signal) => {
    const answer = await send(unharmed, `?signal=${signal}`);
    expect(answer).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining(signal) as string, field: "signal" },
    });
    expect((await statusOf(unharmed)).status).toBe("running");
  });

  it("needs a running job", async () => {
    const { id } = await start({ command: "true" });
    await untilFinished(id);
    expect(await send(id, "")).toMatchObject({ status: 404, body: { error: `Job '${id}' is not running.` } });
    expect((await send("job-none", "")).status).toBe(404);
  });
});

describe("save", () => {
  const save = (id: string, body: unknown) => call("POST", `/jobs/${id}/save`, body);
  const hasContainers = target.engine !== "process" && target.unsupported.save === undefined;

  it(
    hasContainers ? "keeps a job's file system as an image, step by step" : "is refused in words",
    async () => {
      const id = await startRunning("sleep 1000");
      const { status, body } = await save(id, { container: { image: "image://conformance/saved:one" } });
      if (!hasContainers) {
        expect([status, body]).toMatchObject([400, { error: expect.stringMatching(/^[A-Z].*\.$/) as string }]);
        return;
      }
      expect(status).toBe(200);
      // Several lines are no JSON as a whole: they come as text.
      const lines = String(body)
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as { status?: string; error?: string });
      expect(lines[0]).toMatchObject({ status: "CommitStarted", details: { image: expect.any(String) as string } });
      expect(lines.map((line) => line.status)).toContain("CommitFinished");
      expect(lines.filter((line) => line.error !== undefined)).toEqual([]);
    },
    60_000,
  );

  it.each([
    [{}, "container"],
    [{ container: {} }, "container.image"],
    [{ container: { image: "" } }, "container.image"],
    [{ container: { image: "with blank" } }, "container.image"],
  ])("of %j names %s", async (body, field) => {
    expect(await save(unharmed, body)).toMatchObject({ status: 400, body: { field } });
  });

  it("needs a running job", async () => {
    const { id } = await start({ command: "true" });
    await untilFinished(id);
    const answer = await save(id, { container: { image: "saved" } });
    expect(answer).toMatchObject({ status: 404, body: { error: `Job '${id}' is not running.` } });
  });
});
