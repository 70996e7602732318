import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JobPayload } from "../../contract/job.ts";
import { startTestServer, type TestServer } from "../testing/testServer.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());

/** Command lines of this machine that hold the text. */
function processesWith(text: string): string[] {
  const lines = execFileSync("ps", ["-axo", "args="], { encoding: "utf8" }).split("\n");
  return lines.filter((line) => line.includes(text));
}

describe("kills that race with starts", () => {
  it("win, and leave no process behind", async () => {
    const marker = "86399.123";
    const jobs = await Promise.all(
      Array.from({ length: 24 }, async (_, index) => {
        const job = await server.start({ command: `sleep ${marker}`, tags: ["raced"] });
        if (index % 3 === 0) await server.untilJob(job.id, ({ history }) => history.reason !== "Scheduling");
        if (index % 3 === 1) await server.untilJob(job.id, ({ materialized }) => materialized === true);
        const answers = await Promise.all([
          server.call("DELETE", `/api/v1/jobs/${job.id}`),
          server.call("DELETE", `/api/v1/jobs/${job.id}`),
        ]);
        expect(answers.map(({ status }) => status)).toEqual([204, 204]);
        return job;
      }),
    );
    for (const { id } of jobs) {
      const { history, materialized } = await server.untilStatus(id, "cancelled");
      expect([history.reason, materialized]).toEqual(["UserRequested", false]);
    }
    expect(processesWith(`sleep ${marker}`)).toEqual([]);
    expect((await server.call("DELETE", `/api/v1/jobs/${jobs[0]?.id ?? ""}`)).status).toBe(204);
    expect((await server.call("GET", "/api/v1/jobs?materialized=1")).body).toEqual({ jobs: [] });
  }, 60_000);

  it("with the server's own end lose nothing", async () => {
    const marker = "86399.456";
    const started = await Promise.all(Array.from({ length: 10 }, () => server.start({ command: `sleep ${marker}` })));
    const kills = started.slice(0, 5).map(({ id }) =>
      // The server may be gone before it answers.
      server.call("DELETE", `/api/v1/jobs/${id}`).then(
        ({ status }) => status,
        () => undefined,
      ),
    );
    await server.restart();
    const answers = await Promise.all(kills);
    for (const [index, { id }] of started.entries()) {
      if (answers[index] === 204) await server.untilStatus(id, "cancelled");
      else if (index >= 5) await server.untilStatus(id, "running");
      await server.call("DELETE", `/api/v1/jobs/${id}`);
      await server.untilStatus(id, "cancelled");
    }
    expect(processesWith(`sleep ${marker}`)).toEqual([]);
    const { jobs } = (await server.call("GET", "/api/v1/jobs?status=running&status=pending")).body as {
      jobs: JobPayload[];
    };
    expect(jobs).toEqual([]);
  }, 60_000);
});
