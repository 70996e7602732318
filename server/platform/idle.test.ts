import { afterAll, beforeAll, expect, it } from "vitest";
import { sh } from "../testing/shell.ts";
import { startTestServer, type TestServer } from "../testing/testServer.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ idleAfterMs: 2_000 });
});
afterAll(() => server.dispose());

it("says of a job that does nothing since when, and takes it back once it works", async () => {
  const { id } = await server.start({ command: sh("read line; while :; do :; done"), tty: true });
  const idle = await server.untilJob(id, ({ idle }) => idle?.cpu_since !== undefined);
  const [sinceMs, startedMs] = [idle.idle?.cpu_since, idle.history.started_at].map((time) => Date.parse(time ?? ""));
  expect((sinceMs ?? 0) - (startedMs ?? 0)).toBeGreaterThan(-1_000);
  expect(Date.now() - (sinceMs ?? 0)).toBeGreaterThanOrEqual(2_000);
  expect(idle.idle).not.toHaveProperty("gpu_since");

  const attached = server.socket(`${id}/attach?tty=1&stdin=1&stdout=1&stderr=0`, "v2.channels.neu.ro");
  await attached.opened;
  attached.socket.send(Buffer.from("\0go\n"));
  const busy = await server.untilJob(id, (job) => job.idle === undefined);
  expect(busy.status).toBe("running");
  attached.socket.close();
});
