import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import type { JobPayload } from "../contract/job.ts";
import { call, start, startRunning, statusOf, target, untilFinished } from "./testing/api.ts";
import { getPage, startPage } from "./testing/page.ts";
import { unique } from "./testing/target.ts";

const asking = { authorization: `Bearer ${target.token}` };

async function openSession(id: string, body: unknown = {}): Promise<string> {
  const answer = await call("POST", `/jobs/${id}/web_session`, body);
  expect(answer.status).toBe(200);
  return (answer.body as { url: string }).url;
}

describe.runIf(target.isOwn)("the addresses of a job", () => {
  it("are there with an HTTP port, by id and by name, and a list finds it by them", async () => {
    const name = unique("page");
    const job = await start({ name, http: { port: 8080, requires_auth: false } });
    const { port } = new URL(target.url);
    const [byId, byName] = [job.http_url ?? "", job.http_url_named ?? ""];
    expect(byId).toMatch(new RegExp(`^http://${job.id}\\.[a-z.-]+:${port}/$`));
    expect(byName).toMatch(new RegExp(`^http://${name}--${target.project}\\.[a-z.-]+:${port}/$`));
    expect(await statusOf(job.id)).toMatchObject({ http_url: byId, http_url_named: byName });
    for (const { hostname } of [new URL(byId), new URL(byName), new URL(byId.replace(job.id, `${job.id}--9000`))]) {
      const { body } = await call("GET", `/jobs?hostname=${hostname}`);
      expect(
        (body as { jobs: JobPayload[] }).jobs.map(({ id }) => id),
        hostname,
      ).toEqual([job.id]);
    }
  });

  it("are missing without a port, and the one by name without a name", async () => {
    const without = await start({ name: unique("no-page") });
    for (const field of ["http_url", "http_url_named"]) expect(without).not.toHaveProperty(field);
    const nameless = await start({ http: { port: 8080, requires_auth: false } });
    expect(nameless).toHaveProperty("http_url");
    expect(nameless).not.toHaveProperty("http_url_named");
  });

  it("within the cluster is there until the job has ended", async () => {
    const id = await startRunning("sleep 1000");
    expect((await statusOf(id)).internal_hostname).toMatch(/^[a-z0-9][a-z0-9.-]*$/);
    await call("DELETE", `/jobs/${id}`);
    expect(await untilFinished(id)).not.toHaveProperty("internal_hostname");
  });
});

describe.runIf(target.isOwn)("a job's page", () => {
  it("answers over its hosts, and has ended with the job", async () => {
    const { id } = await startPage({}, { name: unique("page") });
    const { http_url = "", http_url_named = "" } = await statusOf(id);
    for (const address of [http_url, http_url_named].map((url) => `${url}some/path?a=1`)) {
      const { status, text } = await getPage(address);
      expect(status).toBe(200);
      if (target.engine !== "process") continue;
      expect(JSON.parse(text)).toEqual({ host: new URL(address).host, path: "/some/path?a=1", cookie: "" });
    }
    await call("DELETE", `/jobs/${id}`);
    await untilFinished(id);
    expect((await getPage(http_url ?? "")).status).toBe(404);
    expect((await getPage((http_url ?? "").replace(id, "job-none"))).status).toBe(404);
  });

  it.runIf(target.engine === "process")("takes WebSockets", async () => {
    const { id } = await startPage();
    const { host } = new URL((await statusOf(id)).http_url ?? "");
    const socket = new WebSocket(target.url.replace(/^http/, "ws"), { headers: { host } });
    await once(socket, "open");
    socket.send("äöü");
    const [data] = (await once(socket, "message")) as [Buffer];
    expect(String(data)).toBe("äöü");
    socket.close();
    await once(socket, "close");
  });

  it("with requires_auth opens with the token, or by an address that works once", async () => {
    const { id } = await startPage({ requires_auth: true });
    const page = (await statusOf(id)).http_url ?? "";
    expect((await getPage(page)).status).toBe(401);
    expect((await getPage(page, { authorization: "Bearer not-the-token" })).status).toBe(401);
    expect((await getPage(page, asking)).status).toBe(200);
    const ticket = await openSession(id);
    const entered = await getPage(ticket);
    expect(entered.status).toBe(303);
    const [cookie = ""] = (entered.headers["set-cookie"]?.[0] ?? "").split(";");
    const { status, text } = await getPage(page, { cookie });
    expect(status).toBe(200);
    expect(text).not.toContain(cookie);
    expect((await getPage(page, { cookie, origin: "http://elsewhere.example" })).status).toBe(403);
    expect((await getPage(ticket)).status).toBe(401);
  });

  it("on a port that was not declared opens for who asks for it", async () => {
    const { id, port } = await startPage({ port: 9 });
    const ticket = await openSession(id, { port });
    expect(new URL(ticket).hostname).toContain(`${id}--${port}.`);
    expect((await getPage(new URL("/", ticket).href)).status).toBe(401);
    expect((await getPage(new URL("/", ticket).href, asking)).status).toBe(200);
  });
});

describe.runIf(target.isOwn)("web_session", () => {
  it("of a page that is open to everybody is the page itself", async () => {
    const { id } = await startPage();
    expect(await openSession(id)).toBe((await statusOf(id)).http_url);
  });

  it("needs a running job, and a port that listens", async () => {
    const id = await startRunning("sleep 1000");
    const ask = (body: unknown) => call("POST", `/jobs/${id}/web_session`, body);
    expect(await ask({})).toMatchObject({ status: 400, body: { field: "port" } });
    for (const port of [0, 65_536, "80"])
      expect(await ask({ port })).toMatchObject({ status: 400, body: { field: "port" } });
    expect(await ask({ port: 1 })).toMatchObject({
      status: 400,
      body: { error: expect.stringMatching(/port 1\b.*\.$/) as string },
    });
    await call("DELETE", `/jobs/${id}`);
    await untilFinished(id);
    expect((await ask({ port: 1 })).status).toBe(404);
  });
});
