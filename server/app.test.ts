import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestSocket } from "../conformance/testing/testSocket.ts";
import { startTestServer, type TestServer } from "./testing/testServer.ts";

const SIGN_IN = "Sign in with this server's token; it stands in the link that the server printed.";
const SCRIPT = "console.log('hello');".repeat(50);
const IN_PAGE = "document.title += '';\n";
let server: TestServer;
let appDir: string;

beforeAll(async () => {
  appDir = mkdtempSync(join(tmpdir(), "jobdeck-app-"));
  mkdirSync(join(appDir, "assets"));
  writeFileSync(join(appDir, "index.html"), `<!doctype html><title>Jobdeck</title><script>${IN_PAGE}</script>`);
  writeFileSync(join(appDir, "assets", "main-abc123.js"), SCRIPT);
  writeFileSync(join(appDir, "assets", "main-abc123.js.gz"), gzipSync(SCRIPT));
  server = await startTestServer({ appDir });
});
afterAll(async () => {
  await server.dispose();
  rmSync(appDir, { recursive: true, force: true });
});

/** A request with exactly these headers; `fetch` would not let a test lie about the host. */
async function send(method: string, path: string, headers: Record<string, string>, body?: string) {
  const { hostname: host, port } = new URL(server.origin);
  const outgoing = request({ host, port, method, path, headers: { ...headers, connection: "close" } });
  outgoing.end(body);
  const [incoming] = (await once(outgoing, "response")) as [NodeJS.ReadableStream & { statusCode: number }];
  let text = "";
  for await (const chunk of incoming) text += String(chunk);
  return { status: incoming.statusCode, text };
}

const authorization = () => ({ authorization: `Bearer ${server.token}` });
const LATER = ["exec_create", "resize", "save", "port_forward/:port", ":execId/exec_start", ":execId/exec_resize"].map(
  (path) => `/:id/${path}`,
);
const filled = (path: string) => path.replace(/:\w+/g, "job-none");

describe("every address under /api/v1", () => {
  it("wants the token", async () => {
    const routes = server.app.routes.filter(({ path }) => path.startsWith("/api/v1"));
    const closed = routes.filter(({ path }) => path !== "/api/v1/config");
    expect(routes.length - closed.length).toBe(1);
    expect(closed.map(({ path }) => path)).toEqual(
      expect.arrayContaining(["", "/:id", "/:id/log_ws", "/:id/exec", ...LATER].map((path) => `/api/v1/jobs${path}`)),
    );
    for (const { method, path } of closed) {
      const bad: Record<string, string>[] = [{}, { authorization: "Bearer wrong" }, { authorization: server.token }];
      for (const headers of bad) {
        const url = server.origin + filled(path);
        if (method === "WS") {
          const { refused } = openTestSocket(url.replace("http", "ws"), [], headers);
          const body = { error: SIGN_IN };
          expect(await refused, `${path} ${JSON.stringify(headers)}`).toEqual({ status: 401, body, header: body });
        } else {
          const response = await fetch(url, { method, headers });
          expect([method, path, response.status, await response.json()]).toEqual([
            ...[method, path, 401],
            { error: SIGN_IN },
          ]);
        }
      }
    }
  });

  it("takes a socket's token from the header, a sub-protocol or the query, and answers with the service's own", async () => {
    const { id } = await server.start({ command: "sleep 60" });
    const url = `${server.origin.replace("http", "ws")}/api/v1/jobs/${id}/top`;
    const bearer = `bearer.apolo.us-${server.token}`;
    const cases: [string, string[], Record<string, string>, string][] = [
      [url, ["top.apolo.us", bearer], {}, "top.apolo.us"],
      [url, ["unknown", "top.apolo.us"], authorization(), "top.apolo.us"],
      [url, [], authorization(), ""],
      [`${url}?neuro-auth-token=${server.token}`, [], {}, ""],
    ];
    for (const [address, protocols, headers, expected] of cases) {
      const socket = openTestSocket(address, protocols, headers);
      expect(await socket.opened).toBe(expected);
      socket.socket.close();
      await socket.closed;
    }
    const wrong = openTestSocket(url, ["top.apolo.us", "bearer.apolo.us-wrong"]);
    expect((await wrong.refused).status).toBe(401);
  });

  it("tells who is not signed in only that", async () => {
    const config = (headers: Record<string, string>) => fetch(`${server.origin}/api/v1/config`, { headers });
    const anonymous = (await (await config({})).json()) as object;
    expect(anonymous).toMatchObject({ authorized: false });
    expect(Object.keys(anonymous)).not.toContain("clusters");
    expect((await config({ authorization: "Bearer wrong" })).status).toBe(401);
    expect(await (await config(authorization())).json()).toMatchObject({
      authorized: true,
      username: "tester",
      clusters: [{ name: "default", monitoring_url: `${server.origin}/api/v1/jobs`, engine: { name: "process" } }],
      projects: [{ name: "tester", cluster_name: "default" }],
    });
  });
});

describe("a foreign", () => {
  it.each(["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example", "a b"])(
    "host %j is refused",
    async (host) => {
      const answer = await send("GET", "/api/v1/jobs", { ...authorization(), host });
      expect(answer.status).toBe(421);
      expect(JSON.parse(answer.text)).toEqual({ error: expect.stringContaining("--host") as string });
    },
  );

  it.each(["127.0.0.1", "192.168.7.7:8080", "[::1]:9", "localhost", "LOCALHOST:1", "jobs.localhost", hostname()])(
    "host is not %s",
    async (host) => {
      expect((await send("GET", "/ping", { host })).status).toBe(200);
    },
  );

  it("host cannot open a socket either", async () => {
    const url = `${server.origin.replace("http", "ws")}/api/v1/jobs/job-none/top`;
    const { refused } = openTestSocket(url, [], { ...authorization(), host: "evil.example" });
    expect((await refused).status).toBe(421);
  });

  it("origin can neither change anything nor open a socket", async () => {
    const url = `${server.origin.replace("http", "ws")}/api/v1/jobs/job-none/top`;
    for (const origin of ["http://evil.example", "http://127.0.0.1:1", "null"]) {
      const post = await server.call("POST", "/api/v1/jobs?from_preset", { image: "host" }, { origin });
      expect([post.status, post.body]).toEqual([
        403,
        { error: "This request comes from a page of another origin, which is not allowed." },
      ]);
      const { refused } = openTestSocket(url, [], { ...authorization(), origin });
      expect((await refused).status).toBe(403);
    }
    const own = openTestSocket(url, [], { ...authorization(), origin: server.origin });
    expect((await own.refused).status).toBe(404);
  });
});

describe("a bad request", () => {
  const json = { "content-type": "application/json" };

  it.each([
    ["malformed JSON", "POST", "/api/v1/jobs?from_preset", "{", json, 400],
    ["an empty body", "POST", "/api/v1/jobs?from_preset", "", json, 400],
    ["a body that is no object", "POST", "/api/v1/jobs?from_preset", "[]", json, 400],
    ["another media type", "POST", "/api/v1/jobs?from_preset", "image=host", { "content-type": "text/csv" }, 415],
    ["too much", "POST", "/api/v1/jobs?from_preset", `"${"x".repeat(1024 * 1024)}"`, json, 413],
    ["an unknown address", "GET", "/api/v1/nothing", undefined, {}, 404],
    ["an unknown address outside the API's version", "GET", "/api/nothing", undefined, { accept: "text/html" }, 404],
    ["another method", "PATCH", "/api/v1/jobs", "{}", json, 404],
    ["a broken escape", "GET", "/api/v1/jobs/%zz", undefined, {}, 400],
    ["an unknown job", "DELETE", "/api/v1/jobs/job-none", undefined, {}, 404],
  ])("with %s gets a sentence", async (_what, method, path, body, headers, status) => {
    const answer = await send(method, path, { ...authorization(), ...headers, host: "localhost" }, body);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toEqual({ error: expect.stringMatching(/\w+ .*\w/) as string });
  });

  it("to a socket's address gets one too", async () => {
    const refusal = async (path: string) =>
      await openTestSocket(`${server.origin.replace("http", "ws")}${path}`, [], authorization()).refused;
    expect((await refusal("/api/v1/jobs/job-none/nothing")).status).toBe(404);
    expect((await refusal("/")).status).toBe(404);
    expect((await refusal("/api/v1/jobs/%zz/top")).status).toBe(400);
    const unknown = { error: "There is no job 'job-none'." };
    expect(await refusal("/api/v1/jobs/job-none/log_ws")).toEqual({ status: 404, body: unknown, header: unknown });
  });

  it("that is no HTTP at all leaves the server well", async () => {
    const { hostname: host, port } = new URL(server.origin);
    const socket = connect(Number(port), host);
    socket.end("\x00\xff\r\n\r\n");
    await once(socket.resume(), "close");
    const upgrade = connect(Number(port), host);
    upgrade.write(
      `GET /api/v1/jobs/x/top HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n`,
    );
    upgrade.destroy();
    await once(upgrade, "close");
    expect((await fetch(`${server.origin}/ping`)).status).toBe(200);
  });
});

describe("the app", () => {
  const get = (path: string, headers: Record<string, string> = {}) => fetch(server.origin + path, { headers });

  it("is served with strict headers, its page checked anew each time", async () => {
    const page = await get("/");
    expect(await page.text()).toContain("<title>Jobdeck</title>");
    expect(page.headers.get("cache-control")).toBe("no-cache");
    const policy = page.headers.get("content-security-policy") ?? "";
    // Of the scripts that stand in pages the app's own alone.
    const hash = createHash("sha256").update(IN_PAGE).digest("base64");
    const scripts = `script-src 'self' 'sha256-${hash}';`;
    for (const directive of ["default-src 'self'", scripts, "frame-ancestors 'none'", "base-uri 'none'"]) {
      expect(policy).toContain(directive);
    }
    expect(page.headers.get("x-content-type-options")).toBe("nosniff");
    expect(page.headers.has("strict-transport-security")).toBe(false);
  });

  it("keeps hashed files for ever and sends them packed", async () => {
    const { status, text } = await send("GET", "/assets/main-abc123.js", { host: "localhost" });
    expect([status, text]).toEqual([200, SCRIPT]);
    const packed = await get("/assets/main-abc123.js", { "accept-encoding": "gzip" });
    expect(packed.headers.get("content-encoding")).toBe("gzip");
    expect(packed.headers.get("cache-control")).toContain("immutable");
    expect(packed.headers.get("content-type")).toContain("javascript");
    expect(packed.headers.get("vary")).toBe("accept-encoding");
    expect(await packed.text()).toBe(SCRIPT);
  });

  it("answers to every page's address, but not to a missing file", async () => {
    const page = await get("/jobs/job-1?tab=logs", { accept: "text/html,*/*" });
    expect([page.status, page.headers.get("cache-control")]).toEqual([200, "no-cache"]);
    expect(await page.text()).toContain("<title>Jobdeck</title>");
    expect((await get("/assets/gone.js", { accept: "*/*" })).status).toBe(404);
    expect((await get("/../token", { accept: "*/*" })).status).toBe(404);
    expect((await fetch(`${server.origin}/jobs`, { method: "POST", headers: { accept: "text/html" } })).status).toBe(
      404,
    );
  });

  it("that is not built says how to build it", async () => {
    const bare = await startTestServer();
    const page = await fetch(bare.origin);
    expect([page.status, await page.text()]).toEqual([
      503,
      "The app is not built yet: run `npm run build`, then start the server again.",
    ]);
    await bare.dispose();
  });
});
