import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { Job, JobPayload } from "../../contract/job.ts";
import { createJobsClient } from "./client.ts";
import type { ApiError } from "./errors.ts";
import type { JobsClient, JobsClientOptions } from "./jobsClient.ts";

const fixture = readFileSync(new URL("../../contract/fixtures/job-with-http.json", import.meta.url), "utf8");
const JOB = JSON.parse(fixture) as JobPayload;

let server: Server | undefined;

/** A real server that answers as told, and a client of it. */
async function serve(answer: RequestListener, options: Partial<JobsClientOptions> = {}): Promise<JobsClient> {
  server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return createJobsClient({ origin: `http://127.0.0.1:${port}`, token: () => "secret", ...options });
}

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as unknown;
}

const failure = (fields: Partial<ApiError>) => expect.objectContaining({ name: "ApiError", ...fields }) as ApiError;

async function readAll(jobs: AsyncIterable<Job>): Promise<string[]> {
  const ids: string[] = [];
  for await (const job of jobs) ids.push(job.id);
  return ids;
}

describe("a list that is read again", () => {
  it("is not sent again while its tag holds, and is for another user, another filter and another tag", async () => {
    const seen: (string | undefined)[] = [];
    let token = "one";
    let tag = 'W/"first"';
    const client = await serve(
      (request, response) => {
        const known = request.headers["if-none-match"];
        seen.push(known);
        if (known === tag) return response.writeHead(304, { etag: tag }).end();
        response.writeHead(200, { etag: tag }).end(`${JSON.stringify(JOB)}\n`);
      },
      { token: () => token },
    );
    const read = async (owner: string) => {
      const jobs: Job[] = [];
      for await (const job of client.list({ owners: [owner] })) jobs.push(job);
      return jobs[0];
    };
    const first = await read("alice");
    expect(await read("alice")).toBe(first);
    await read("bob");
    token = "two";
    await read("alice");
    tag = 'W/"second"';
    const after = await read("alice");
    expect(after).not.toBe(first);
    expect(after).toEqual(first);
    expect(seen).toEqual([undefined, 'W/"first"', undefined, undefined, 'W/"first"']);
  });

  it("is asked for as a whole where it was not read to its end", async () => {
    const seen: (string | undefined)[] = [];
    const client = await serve((request, response) => {
      seen.push(request.headers["if-none-match"]);
      response.writeHead(200, { etag: '"all"' }).end(`${JSON.stringify(JOB)}\n`.repeat(3));
    });
    for await (const job of client.list()) if (job.id === JOB.id) break;
    expect(await readAll(client.list())).toHaveLength(3);
    expect(seen).toEqual([undefined, undefined]);
  });
});

describe("what travels", () => {
  it("is a bearer token, and none while nobody is signed in", async () => {
    const seen: (string | undefined)[] = [];
    let token: string | undefined = "one";
    const client = await serve(
      (request, response) => {
        seen.push(request.headers.authorization);
        json(response, 200, {});
      },
      { token: () => token },
    );
    await client.config();
    token = undefined;
    await client.config();
    expect(seen).toEqual(["Bearer one", undefined]);
  });

  it("is the start request as it is, with a preset", async () => {
    const seen: unknown[] = [];
    const client = await serve((request, response) => {
      void bodyOf(request).then((body) => {
        seen.push(request.method, request.url, body);
        json(response, 202, JOB);
      });
    });
    const job = await client.start({ image: "ubuntu", preset_name: "small", command: "echo 'ü'", name: undefined });
    expect(seen[0]).toBe("POST");
    expect(new URL(String(seen[1]), "http://x").searchParams.has("from_preset")).toBe(true);
    expect(seen[2]).toEqual({ image: "ubuntu", preset_name: "small", command: "echo 'ü'" });
    expect(job.id).toBe("job-id");
  });

  it("is the filter of a list", async () => {
    let seen: URL | undefined;
    const client = await serve((request, response) => {
      seen = new URL(request.url ?? "", "http://x");
      response.end();
    });
    const filter = {
      statuses: ["running", "pending"] as const,
      tags: ["a", "b c"],
      owners: ["me"],
      clusters: ["default"],
      orgs: ["org"],
      projects: ["project"],
      name: "train",
      sinceMs: 0,
      untilMs: 1_700_000_000_123,
      reverse: true,
      limit: 10,
      materialized: true,
      beingDropped: false,
      logsRemoved: true,
      hostname: "job-1.jobs",
    };
    expect(await readAll(client.list(filter))).toEqual([]);
    expect([...(seen?.searchParams ?? [])]).toEqual([
      ["status", "running"],
      ["status", "pending"],
      ["tag", "a"],
      ["tag", "b c"],
      ["owner", "me"],
      ["cluster_name", "default"],
      ["org_name", "org"],
      ["project_name", "project"],
      ["name", "train"],
      ["since", "1970-01-01T00:00:00.000Z"],
      ["until", "2023-11-14T22:13:20.123Z"],
      ["reverse", "1"],
      ["limit", "10"],
      ["materialized", "1"],
      ["being_dropped", "0"],
      ["logs_removed", "1"],
      ["hostname", "job-1.jobs"],
    ]);
  });

  it("is the port of a web session, and none for the job's own page", async () => {
    const seen: unknown[] = [];
    const client = await serve((request, response) => {
      void bodyOf(request).then((body) => {
        seen.push([request.method, request.url, body]);
        json(response, 200, { url: "http://job-1.jobs.localhost:8080/" });
      });
    });
    expect(await client.webSession("job-1")).toBe("http://job-1.jobs.localhost:8080/");
    await client.webSession("job-1", 8888);
    expect(seen).toEqual([
      ["POST", "/api/v1/jobs/job-1/web_session", {}],
      ["POST", "/api/v1/jobs/job-1/web_session", { port: 8888 }],
    ]);
  });

  it("names the job safely", async () => {
    const seen: string[] = [];
    const client = await serve((request, response) => {
      seen.push(`${request.method} ${request.url}`);
      if (request.method === "DELETE") response.writeHead(204).end();
      else json(response, 200, JOB);
    });
    await client.status("../config?x=1");
    await client.kill("a/b");
    expect(seen).toEqual(["GET /api/v1/jobs/..%2Fconfig%3Fx%3D1", "DELETE /api/v1/jobs/a%2Fb"]);
  });

  it("is read into what the app works with", async () => {
    const client = await serve((request, response) =>
      json(
        response,
        200,
        request.url === "/api/v1/jobs/capacity" ? { small: 2 } : { authorized: true, username: "me" },
      ),
    );
    expect(await client.capacity()).toEqual({ small: 2 });
    expect(await client.config()).toMatchObject({ authorized: true, username: "me", clusters: [] });
  });
});

describe("an error", () => {
  it.each<[number, string, Partial<ApiError>]>([
    [
      400,
      '{"error":"volumes[0].dst_path: must be absolute","field":"volumes[0].dst_path"}',
      { kind: "invalid", field: "volumes[0].dst_path" },
    ],
    [401, '{"error":"The token is not known."}', { kind: "unauthorized", message: "The token is not known." }],
    [401, "", { kind: "unauthorized", message: expect.stringContaining("Sign in again") as string }],
    [
      403,
      '{"missing":[{"uri":"job://c/x","action":"write"},"admin"]}',
      { kind: "forbidden", missing: ["write job://c/x", "admin"] },
    ],
    [403, '["a"]', { kind: "forbidden", missing: ["a"], message: expect.stringContaining("Missing: a.") as string }],
    [404, '{"error":"Job \'x\' is not known."}', { kind: "not-found" }],
    [404, '{"error":"Job \'x\' is not running."}', { kind: "not-running" }],
    [409, '{"error":"The job has finished."}', { kind: "conflict" }],
    [413, "", { kind: "invalid", message: expect.stringContaining("smaller") as string }],
    [429, "", { kind: "server", retryable: true }],
    [500, '{"error":"Out of disk."}', { kind: "server", message: "Out of disk.", retryable: true }],
    [501, '{"error":"Not here."}', { kind: "invalid", retryable: false }],
    [502, "<html>Bad gateway</html>", { kind: "server", message: "The server answered 502 (Bad Gateway)." }],
  ])("of status %i and body %j is understood", async (status, body, fields) => {
    const client = await serve((_, response) => response.writeHead(status).end(body));
    await expect(client.kill("x")).rejects.toEqual(failure({ status, ...fields }));
  });

  it("in plain words is told as it is", async () => {
    const client = await serve((_, response) =>
      response.writeHead(503, { "content-type": "text/plain" }).end("Closed.\n"),
    );
    await expect(client.capacity()).rejects.toEqual(failure({ kind: "server", message: "Closed." }));
  });

  it("of a status read is not-found also when the platform says 400", async () => {
    const client = await serve((_, response) => json(response, 400, { error: "no such job x" }));
    await expect(client.status("x")).rejects.toEqual(failure({ kind: "not-found", message: "no such job x" }));
  });

  it("401 is told to the session, others are not", async () => {
    let told = 0;
    let status = 403;
    const client = await serve((_, response) => json(response, status, { error: "no" }), {
      onUnauthorized: () => told++,
    });
    await expect(client.capacity()).rejects.toEqual(failure({ kind: "forbidden" }));
    expect(told).toBe(0);
    status = 401;
    await expect(readAll(client.list())).rejects.toEqual(failure({ kind: "unauthorized" }));
    expect(told).toBe(1);
  });

  it("of the contract names the field", async () => {
    const client = await serve((_, response) => json(response, 200, { ...JOB, history: { created_at: 5 } }));
    await expect(client.status("x")).rejects.toEqual(
      failure({
        kind: "protocol",
        field: "history.created_at",
        retryable: false,
        message: expect.stringContaining("history.created_at") as string,
      }),
    );
  });

  it("of an answer that is no JSON asks whether this is a platform", async () => {
    const client = await serve((_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>"));
    await expect(client.config()).rejects.toEqual(
      failure({
        kind: "protocol",
        message: "The server's answer is not JSON (text/html). Is this the address of a platform?",
      }),
    );
  });

  it("of the network is one that may pass", async () => {
    const client = await serve((request) => request.socket.destroy());
    await expect(client.status("x")).rejects.toEqual(failure({ kind: "network", status: undefined, retryable: true }));
    await expect(readAll(client.list())).rejects.toEqual(failure({ kind: "network" }));
  });

  it("of a body that breaks off is the network's", async () => {
    const client = await serve((request, response) => {
      response.writeHead(200, { "content-length": "1000" }).write('{"id":', () => request.socket.destroy());
    });
    await expect(client.status("x")).rejects.toEqual(failure({ kind: "network" }));
  });
});

describe("an aborted call", () => {
  const reason = new Error("the page was left");

  it("rejects with the signal's reason before it was sent", async () => {
    const client = await serve((_, response) => json(response, 200, {}));
    const signal = AbortSignal.abort(reason);
    for (const call of [
      () => client.config({ signal }),
      () => client.capacity({ signal }),
      () => client.kill("x", { signal }),
      () => client.status("x", { signal }),
      () => client.start({ image: "i" }, { signal }),
      () => readAll(client.list({}, { signal })),
    ]) {
      await expect(call()).rejects.toBe(reason);
    }
  });

  it("rejects with it while it waits, and hangs up", async () => {
    const controller = new AbortController();
    const arrived: ((request: IncomingMessage) => void)[] = [];
    const request = new Promise<IncomingMessage>((resolve) => arrived.push(resolve));
    const client = await serve((incoming) => arrived[0]?.(incoming));
    const call = client.status("x", { signal: controller.signal });
    const hungUp = once((await request).socket, "close");
    controller.abort(reason);
    await expect(call).rejects.toBe(reason);
    await hungUp;
  });

  it("rejects with it in the middle of a list", async () => {
    const controller = new AbortController();
    const client = await serve((_, response) => void response.write(`${JSON.stringify(JOB)}\n`));
    const seen: string[] = [];
    const reading = (async () => {
      for await (const job of client.list({}, { signal: controller.signal })) {
        seen.push(job.id);
        controller.abort(reason);
      }
    })();
    await expect(reading).rejects.toBe(reason);
    expect(seen).toEqual(["job-id"]);
  });
});

describe("a list", () => {
  const line = (id: string) => `${JSON.stringify({ ...JOB, id, description: "süß 😀" })}\n`;

  it("gives each job as soon as its line is there", async () => {
    let send: (id: string) => void = () => undefined;
    const client = await serve((request, response) => {
      expect(request.headers.accept).toBe("application/x-ndjson");
      send = (id) => (id === "" ? response.end() : response.write(line(id)));
      send("a");
    });
    const seen: string[] = [];
    for await (const job of client.list()) {
      seen.push(job.id);
      // The next is sent only after this one was read: a list that waits for its end would wait for ever.
      send({ a: "b", b: "c" }[job.id] ?? "");
    }
    expect(seen).toEqual(["a", "b", "c"]);
  });

  it("is read wherever its bytes are cut, inside a character too", async () => {
    const bytes = Buffer.from(`${line("a")}\n${line("b")}`);
    const client = await serve((_, response) => {
      // One chunk a byte: every possible cut at once.
      for (const byte of bytes) response.write(Buffer.of(byte));
      response.end();
    });
    const descriptions: (string | undefined)[] = [];
    for await (const job of client.list()) descriptions.push(job.description);
    expect(descriptions).toEqual(["süß 😀", "süß 😀"]);
  });

  it("takes lines of any length", async () => {
    const description = "x".repeat(3_000_000);
    const client = await serve((_, response) =>
      response.end(`${JSON.stringify({ ...JOB, description })}\n${line("b")}`),
    );
    expect(await readAll(client.list())).toEqual(["job-id", "b"]);
  });

  it("throws what an error line says, after the jobs before it", async () => {
    const client = await serve((_, response) => response.end(`${line("a")}{"error":"The database is gone."}\n`));
    const seen: string[] = [];
    const reading = (async () => {
      for await (const job of client.list()) seen.push(job.id);
    })();
    await expect(reading).rejects.toEqual(failure({ kind: "server", message: "The database is gone." }));
    expect(seen).toEqual(["a"]);
  });

  it("that breaks off is no end", async () => {
    const client = await serve((request, response) => {
      response.write(line("a") + line("b").slice(0, 20), () => request.socket.destroy());
    });
    await expect(readAll(client.list())).rejects.toEqual(failure({ kind: "network" }));
  });

  it("that ends inside a line is no end", async () => {
    const client = await serve((_, response) => response.end(line("a") + line("b").slice(0, 20)));
    await expect(readAll(client.list())).rejects.toEqual(
      failure({ kind: "network", message: expect.stringContaining("broke off") as string }),
    );
  });

  it("names the field of a job that breaks the contract, and a line that is no JSON", async () => {
    let body = line("a") + '{"id":1}\n';
    const client = await serve((_, response) => response.end(body));
    await expect(readAll(client.list())).rejects.toEqual(failure({ kind: "protocol", field: "id" }));
    body = "hello\n";
    await expect(readAll(client.list())).rejects.toEqual(failure({ kind: "protocol" }));
  });

  it("hangs up when its reader leaves early", async () => {
    let hungUp: Promise<unknown> | undefined;
    const client = await serve((request, response) => {
      hungUp = once(request.socket, "close");
      response.write(line("a"));
    });
    for await (const job of client.list()) {
      expect(job.id).toBe("a");
      break;
    }
    await hungUp;
  });
});

describe("saving a job", () => {
  const PROGRESS = [
    { status: "CommitStarted", details: { container: "c", image: "image:v1" } },
    { status: "CommitFinished" },
    { status: "Pushing", id: "layer", progressDetail: { current: 1, total: 2 } },
    { status: "v1: digest", progressDetail: {}, other: 1 },
  ];

  async function steps(client: JobsClient): Promise<unknown[]> {
    const all: unknown[] = [];
    for await (const step of client.save("job/1", "image:v1")) all.push(step);
    return all;
  }

  it("tells each step", async () => {
    const seen: unknown[] = [];
    const client = await serve((request, response) => {
      void bodyOf(request).then((body) => {
        seen.push(request.method, request.url, request.headers.accept, body);
        response.end(PROGRESS.map((step) => `${JSON.stringify(step)}\n`).join(""));
      });
    });
    expect(await steps(client)).toEqual([
      { type: "commitStarted", container: "c", image: "image:v1" },
      { type: "commitFinished" },
      { type: "push", status: "Pushing", layer: "layer", currentBytes: 1, totalBytes: 2 },
      { type: "push", status: "v1: digest" },
    ]);
    const container = { image: "image:v1" };
    expect(seen).toEqual(["POST", "/api/v1/jobs/job%2F1/save", "application/x-ndjson", { container }]);
  });

  it("fails with the words of its last line", async () => {
    const client = await serve((_, response) => {
      response.end(
        '{"status":"CommitFinished"}\n{"error":"No space left.","errorDetail":{"message":"No space left."}}\n',
      );
    });
    await expect(steps(client)).rejects.toEqual(failure({ kind: "server", message: "No space left." }));
  });
});
