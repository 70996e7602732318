import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JobPayload } from "../../../contract/job.ts";
import { createManualClock } from "../../testing/manualClock.ts";
import { startRunning } from "../../testing/shell.ts";
import { startTestServer, TINY_PRESET, type TestServer } from "../../testing/testServer.ts";
import { openTestSocket } from "../../../conformance/testing/testSocket.ts";
import { freePort } from "../../../conformance/testing/freePort.ts";
import { readPage, startWebJob, webServerLine, type PageRequest, type WebJob } from "../../testing/webJob.ts";

const NO_JOB = "job-00000000-0000-4000-8000-000000000000";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ presets: [TINY_PRESET, { name: "huge", cpu: 1024, memory: 1024 ** 4 }] });
});
afterAll(() => server.dispose());

const page = (label: string, path = "/", asked?: PageRequest) =>
  readPage(server, `${label}.jobs.localhost`, path, asked);
const portOf = (origin: string) => new URL(origin).port;

/** Asks for an address that opens a page. */
async function webSession(id: string, body?: object, of = server) {
  return await of.call("POST", `/api/v1/jobs/${id}/web_session`, body);
}

async function urlOf(id: string, body?: object): Promise<URL> {
  const { status, body: answer } = await webSession(id, body);
  expect([status, answer]).toEqual([200, { url: expect.any(String) as string }]);
  return new URL((answer as { url: string }).url);
}

/** Follows an address as a browser does, up to the cookie that it is given. */
async function signIn(url: URL): Promise<{ label: string; cookie: string; setCookie: string }> {
  const label = url.hostname.replace(".jobs.localhost", "");
  const { status, headers } = await page(label, url.pathname + url.search);
  expect([status, headers.location]).toEqual([303, "/"]);
  const [setCookie = ""] = headers["set-cookie"] ?? [];
  return { label, cookie: setCookie.split(";", 1)[0] ?? "", setCookie };
}

describe("the addresses of a job's page", () => {
  it("are told with the port and scheme that the client uses", async () => {
    const { id, project_name } = await server.start({ command: "sleep 600", name: "web-page", http: { port: 8000 } });
    const port = portOf(server.origin);
    const expected = {
      http_url: `http://${id}.jobs.localhost:${port}/`,
      http_url_named: `http://web-page--${project_name ?? ""}.jobs.localhost:${port}/`,
      internal_hostname: "localhost",
    };
    expect(await server.job(id)).toMatchObject(expected);
    const secure = await server.call("GET", `/api/v1/jobs?name=web-page`, undefined, { "x-forwarded-proto": "https" });
    expect((secure.body as { jobs: JobPayload[] }).jobs[0]?.http_url).toBe(`https://${id}.jobs.localhost:${port}/`);
    const named = `web-page--${project_name ?? ""}.jobs.example`;
    for (const hostname of [`${id}.jobs.localhost`, `${id}--8000.any.example`, named, named.toUpperCase()]) {
      const { body } = await server.call("GET", `/api/v1/jobs?hostname=${hostname}`);
      expect(
        (body as { jobs: JobPayload[] }).jobs.map((job) => job.id),
        hostname,
      ).toEqual([id]);
    }
    for (const query of [
      `hostname=${named}&name=other-name`,
      `hostname=${named}&project_name=other`,
      "hostname=web-page--other.x",
    ]) {
      expect((await server.call("GET", `/api/v1/jobs?${query}`)).body, query).toEqual({ jobs: [] });
    }
  });

  it("are told only for a job with a port, and by name only where there is one", async () => {
    const without = await server.start({ command: "sleep 600", name: "no-page" });
    expect([without.http_url, without.http_url_named]).toEqual([undefined, undefined]);
    const nameless = await server.start({ command: "sleep 600", http: { port: 8000 } });
    expect([nameless.http_url_named, typeof nameless.http_url]).toEqual([undefined, "string"]);
    const idLike = await server.start({ command: "sleep 600", name: NO_JOB.replace(/0/g, "1"), http: { port: 8000 } });
    expect(idLike.http_url_named).toBeUndefined();
  });

  it("are below a domain of one's own, from wherever one asks; the built-in one is good on this machine only", async () => {
    const headers = { host: "192.168.7.7:8080" };
    const elsewhere = async (of: TestServer, id: string) =>
      JSON.parse(
        (
          await readPage(of, "192.168.7.7", `/api/v1/jobs/${id}`, {
            headers: { ...headers, authorization: `Bearer ${of.token}` },
          })
        ).text,
      ) as JobPayload;
    const { id } = await server.start({ command: "sleep 600", http: { port: 8000 } });
    expect((await elsewhere(server, id)).http_url).toBeUndefined();
    const own = await startTestServer({ jobsDomain: "jobs.example.com" });
    const web = await startWebJob(own);
    expect((await elsewhere(own, web.id)).http_url).toBe(`http://${web.id}.jobs.example.com:8080/`);
    expect((await readPage(own, `${web.id}.jobs.example.com`, "/")).headers["x-job"]).toBe("yes");
    expect((await readPage(own, `${web.id.toUpperCase()}.JOBS.example.com.`, "/")).headers["x-job"]).toBe("yes");
    expect((await readPage(own, "jobs.example.com", "/ping")).text).toBe("pong");
    expect((await readPage(own, "other.example.com", "/ping")).status).toBe(421);
    await own.dispose();
  });
});

describe("a page by name", () => {
  it("is the live job's, else says that the latest has ended", async () => {
    const first = await startWebJob(server, { name: "named" });
    expect((await page("named--tester")).headers["x-job"]).toBe("yes");
    await server.call("DELETE", `/api/v1/jobs/${first.id}`);
    await server.untilJob(first.id, ({ status }) => status === "cancelled");
    expect(await page("named--tester")).toMatchObject({
      status: 404,
      text: expect.stringContaining("The job has ended") as string,
    });
    await startWebJob(server, { name: "named" });
    expect((await page("named--tester")).status).toBe(200);
    expect((await page("named--other")).status).toBe(404);
  });
});

describe("in place of a page that is not there", () => {
  it.each([NO_JOB, `${NO_JOB}--80`, "nonsense", "a.b", "a--b--c", `${NO_JOB}--0`, `${NO_JOB}--65536`, "--", "named--"])(
    "%s is told in a page of our own",
    async (label) => {
      const { status, headers, text } = await page(label, "/ping");
      expect([status, headers["content-type"]]).toEqual([404, "text/html; charset=utf-8"]);
      expect(text).toContain("There is no such job");
      expect(headers["content-security-policy"]).toContain("default-src 'none'");
    },
  );

  it("a job that waits, or has ended, or has no port says so", async () => {
    const waiting = await server.start({ command: "true", preset_name: "huge", http: { port: 8000 } });
    const { status, headers, text } = await page(waiting.id);
    expect([status, headers["retry-after"], headers.refresh]).toEqual([503, "2", "2"]);
    expect(text).toMatch(/does not run yet[^]*waits \(pending\)/);
    await server.call("DELETE", `/api/v1/jobs/${waiting.id}`);
    await server.untilJob(waiting.id, ({ status: now }) => now === "cancelled");
    const ended = await page(waiting.id);
    expect(ended).toMatchObject({ status: 404, text: expect.stringContaining("The job has ended") as string });
    expect(ended.headers.refresh).toBeUndefined();
    const plain = await startRunning(server, "sleep 600");
    expect(await page(plain)).toMatchObject({
      status: 404,
      text: expect.stringContaining("without an HTTP port") as string,
    });
  });

  it("a port on which nobody listens yet opens once somebody does", async () => {
    const port = await freePort();
    const id = await startRunning(server, `read line; exec ${webServerLine(port)}`, { http: { port } });
    const { status, headers, text } = await page(id);
    expect([status, headers.refresh]).toEqual([502, "2"]);
    expect(text).toContain(`Nothing listens on port ${port} of the job ${id} yet.`);
    const input = server.socket(`${id}/attach?stdin=1&stdout=1&stderr=0&tty=0&logs=1`, "v2.channels.neu.ro");
    await input.opened;
    input.socket.send(Buffer.from("\x00go\n"));
    await input.until((said) => said.includes(`port ${port}`));
    input.socket.close();
    expect((await page(id)).status).toBe(200);
  });

  it("a job that breaks off is told from one that answers", async () => {
    const { id } = await startWebJob(server);
    expect(await page(id, "/broken")).toMatchObject({
      status: 502,
      text: expect.stringContaining("gave no answer") as string,
    });
    await expect(page(id, "/half")).rejects.toThrow("aborted");
  });

  it("this server's own port is no endless circle", async () => {
    const own = Number(portOf(server.origin));
    const { id } = await server.start({ command: "sleep 600", http: { port: own } });
    await server.untilStatus(id, "running");
    expect(await page(id)).toMatchObject({ status: 508, text: expect.stringContaining("leads back here") as string });
  });
});

describe("a page that needs a sign-in", () => {
  let job: WebJob;
  beforeAll(async () => {
    const port = await freePort();
    const { id } = await server.start({
      command: webServerLine(port),
      name: "closed",
      http: { port, requires_auth: true },
    });
    await server.untilStatus(id, "running");
    job = { id, port };
    const headers = { authorization: `Bearer ${server.token}` };
    while ((await page(id, "/", { headers })).status !== 200) await server.job(id);
  });

  it("says so, to a WebSocket too", async () => {
    for (const headers of [{}, { cookie: "jobdeck-session=x" }, { authorization: "Bearer wrong" }]) {
      const { status, text } = await page(job.id, "/", { headers });
      expect([status, /Open this page from the dashboard/.test(text)]).toEqual([401, true]);
    }
    const url = `${server.origin.replace("http", "ws")}/ws`;
    expect((await openTestSocket(url, [], { host: `${job.id}.jobs.localhost` }).refused).status).toBe(401);
  });

  it("opens by a ticket that is good once, for a cookie that the job never sees", async () => {
    const url = await urlOf(job.id);
    expect(url.hostname).toBe("closed--tester.jobs.localhost");
    const { label, cookie, setCookie } = await signIn(url);
    expect(setCookie).toMatch(/^jobdeck-session=[\w-]{32}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax$/);
    const { status, text } = await page(label, "/", { headers: { cookie: `theme=dark; ${cookie}` } });
    expect([status, text.includes("theme=dark"), text.includes("jobdeck-session")]).toEqual([200, true, false]);
    expect(text).not.toContain(server.token);
    const spent = await page(label, url.pathname + url.search);
    expect(spent).toMatchObject({ status: 401, text: expect.stringContaining("used before") as string });
    // Other jobs of the domain may have set a cookie of the same name before ours.
    expect((await page(label, "/", { headers: { cookie: `jobdeck-session=planted; ${cookie}` } })).status).toBe(200);
    const socket = openTestSocket(`${server.origin.replace("http", "ws")}/ws`, [], {
      host: `${label}.jobs.localhost`,
      cookie,
    });
    expect(await socket.until((said) => said.length > 0)).not.toContain("jobdeck-session");
    socket.socket.close();
  });

  it("gives a cookie only over HTTPS where it was opened so", async () => {
    const { body } = await server.call(
      "POST",
      `/api/v1/jobs/${job.id}/web_session`,
      {},
      { "x-forwarded-proto": "https" },
    );
    const url = new URL((body as { url: string }).url);
    expect(url.protocol).toBe("https:");
    const { headers } = await page("closed--tester", url.pathname + url.search, {
      headers: { "x-forwarded-proto": "https" },
    });
    expect(headers["set-cookie"]?.[0]).toMatch(/^__Host-jobdeck-session=.*; Secure$/);
  });

  it("answers to no other page, even one of the same site", async () => {
    const { label, cookie } = await signIn(await urlOf(job.id));
    const ask = (method: string, headers: Record<string, string>) =>
      page(label, "/", { method, headers: { cookie, ...headers } });
    const own = `http://${label}.jobs.localhost:${portOf(server.origin)}`;
    expect((await ask("POST", { origin: own })).status).toBe(200);
    expect(
      (await ask("GET", { "sec-fetch-site": "same-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" }))
        .status,
    ).toBe(200);
    const foreignPages: Record<string, string>[] = [
      { origin: `http://${NO_JOB}.jobs.localhost:${portOf(server.origin)}` },
      { origin: "null" },
      { "sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script" },
      { "sec-fetch-site": "same-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" },
    ];
    for (const headers of foreignPages) {
      expect((await ask("GET", headers)).status, JSON.stringify(headers)).toBe(403);
    }
    const url = `${server.origin.replace("http", "ws")}/ws`;
    const foreign = { host: `${label}.jobs.localhost`, cookie, origin: "http://evil.example" };
    expect((await openTestSocket(url, [], foreign).refused).status).toBe(403);
  });

  it("has sessions of its own, of no other port or job", async () => {
    const { cookie } = await signIn(await urlOf(job.id));
    const other = await startWebJob(server, { name: "closed-too" });
    expect((await page(`${job.id}--${other.port}`, "/", { headers: { cookie } })).status).toBe(401);
    expect((await page(`${other.id}--${job.port}`, "/", { headers: { cookie } })).status).toBe(401);
    const ticket = await urlOf(job.id);
    expect((await page(`${job.id}--${other.port}`, ticket.pathname + ticket.search)).status).toBe(401);
  });
});

describe("another port of a job", () => {
  it("always needs a session, and is another origin", async () => {
    const job = await startWebJob(server);
    const second = await startWebJob(server);
    // Jobs of this machine share its ports.
    const url = await urlOf(job.id, { port: second.port });
    expect(url.hostname).toBe(`${job.id}--${second.port}.jobs.localhost`);
    expect((await page(`${job.id}--${second.port}`)).status).toBe(401);
    const { label, cookie } = await signIn(url);
    expect((await page(label, "/", { headers: { cookie } })).status).toBe(200);
    const open = await urlOf(job.id);
    expect([open.hostname, open.pathname, open.search]).toEqual([`${job.id}.jobs.localhost`, "/", ""]);
    await server.call("DELETE", `/api/v1/jobs/${job.id}`);
    await server.untilJob(job.id, ({ status }) => status === "cancelled");
    expect(await page(label, "/", { headers: { cookie } })).toMatchObject({
      status: 404,
      text: expect.stringContaining("has ended") as string,
    });
  });

  it("is refused with a reason", async () => {
    const nobody = await freePort();
    const id = await startRunning(server, "sleep 600");
    const cases: [object | undefined, number, string][] = [
      [{ port: nobody }, 400, `Nothing listens on port ${nobody} of the job.`],
      [{ port: 0 }, 400, "port: must be a whole number from 1 to 65535"],
      [{ port: 1.5 }, 400, "port: must be a whole number from 1 to 65535"],
      [{ prot: 80 }, 400, "prot: is not a known field"],
      [undefined, 400, "port: is required: the job was started without an HTTP port"],
    ];
    for (const [body, status, error] of cases)
      expect(await webSession(id, body)).toMatchObject({ status, body: { error } });
    await server.call("DELETE", `/api/v1/jobs/${id}`);
    await server.untilJob(id, ({ status }) => status === "cancelled");
    expect(await webSession(id, { port: nobody })).toMatchObject({
      status: 404,
      body: { error: `Job '${id}' is not running.` },
    });
    expect((await webSession(NO_JOB)).status).toBe(404);
  });
});

describe("a session", () => {
  it("ends after twelve hours, its ticket after a minute", async () => {
    const clock = createManualClock(Date.now());
    const own = await startTestServer({ clock });
    const { id, port } = await startWebJob(own);
    const second = await startWebJob(own);
    const label = `${id}--${second.port}.jobs.localhost`;
    const ticket = async () => {
      const { body } = await webSession(id, { port: second.port }, own);
      const url = new URL((body as { url: string }).url);
      return url.pathname + url.search;
    };
    const late = await ticket();
    clock.advance(60_000);
    expect((await readPage(own, label, late)).status).toBe(401);
    const { headers } = await readPage(own, label, await ticket());
    const cookie = headers["set-cookie"]?.[0]?.split(";", 1)[0] ?? "";
    const status = async () => (await readPage(own, label, "/", { headers: { cookie } })).status;
    expect(await status()).toBe(200);
    clock.advance(12 * 3_600_000 - 1);
    expect(await status()).toBe(200);
    clock.advance(1);
    expect([await status(), port > 0]).toEqual([401, true]);
    await own.dispose();
  });
});

describe("the page of a job", () => {
  it("cannot use the dashboard's API", async () => {
    const { id } = await startWebJob(server);
    const origin = `http://${id}.jobs.localhost:${portOf(server.origin)}`;
    const post = await server.call("POST", "/api/v1/jobs?from_preset", { image: "host" }, { origin });
    expect(post.status).toBe(403);
    const read = await fetch(`${server.origin}/api/v1/jobs`, {
      headers: { origin, authorization: `Bearer ${server.token}` },
    });
    expect(read.headers.get("access-control-allow-origin")).toBeNull();
    const url = `${server.origin.replace("http", "ws")}/api/v1/jobs/${id}/top`;
    const socket = openTestSocket(url, ["top.apolo.us", `bearer.apolo.us-${server.token}`], { origin });
    expect((await socket.refused).status).toBe(403);
  });
});
