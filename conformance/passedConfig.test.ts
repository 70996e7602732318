import { describe, expect, it } from "vitest";
import { call, statusOf, target, startRunning, untilFinished } from "./testing/api.ts";
import { open, PROTOCOL } from "./testing/socket.ts";

interface PassedConfig {
  readonly token: string;
  readonly url: string;
}

/** What is said of the job by the API, to a program inside the job that has nothing but its own environment. */
const PROGRAM = `
const { token, url } = JSON.parse(Buffer.from(process.env.APOLO_PASSED_CONFIG, "base64"));
const ask = (path) => fetch(url + path, { headers: { authorization: "Bearer " + token } });
const tell = async () => {
  const { username } = await (await ask("/config")).json();
  const { jobs } = await (await ask("/jobs?status=running&tag=passed")).json();
  console.log("told " + JSON.stringify({ username, ids: jobs.map(({ id }) => id) }));
};
tell();
setTimeout(() => {}, 1e9);
`;

/** A job's first lines, up to the one that begins with a word. */
async function lineOf(id: string, word: string): Promise<string> {
  const log = open(`${id}/log_ws`, PROTOCOL.logs);
  const text = await log.until((printed) => new RegExp(`^${word} .*\\n`, "m").test(printed));
  log.socket.close();
  await log.closed;
  return new RegExp(`^${word} (.*)$`, "m").exec(text)?.[1] ?? "";
}

describe("pass_config", () => {
  it("gives the job what it needs to call this API itself, for as long as it lives", async () => {
    const id = await startRunning('echo "passed $APOLO_PASSED_CONFIG"; exec sleep 1000', { pass_config: true });
    expect(await statusOf(id)).toMatchObject({ pass_config: true });
    const passed = JSON.parse(Buffer.from(await lineOf(id, "passed"), "base64").toString()) as PassedConfig;
    expect(passed).toMatchObject({ cluster: target.cluster, project_name: target.project });
    const job = { url: new URL(passed.url).origin, token: passed.token };
    expect(await statusOf(id, job)).toMatchObject({ id, owner: target.userName });
    if (!target.isOwn) return;
    expect(passed.token).not.toBe(target.token);
    expect((await call("GET", "/config", undefined, job)).body).toMatchObject({ username: target.userName });
    await call("DELETE", `/jobs/${id}`);
    await untilFinished(id);
    expect((await call("GET", `/jobs/${id}`, undefined, job)).status).toBe(401);
  });

  it("is not there unless it was asked for", async () => {
    const id = await startRunning('echo "passed ${APOLO_PASSED_CONFIG-nothing}"; exec sleep 1000');
    expect(await lineOf(id, "passed")).toBe("nothing");
  });

  // Only a process of this machine is known to have Node.
  it.runIf(target.isOwn && target.engine === "process")("is enough for a program in the job", async () => {
    const script = `exec '${process.execPath}' -e '${PROGRAM.replaceAll("'", `'\\''`)}'`;
    const id = await startRunning(script, { pass_config: true, tags: ["passed"] });
    expect(JSON.parse(await lineOf(id, "told"))).toEqual({ username: target.userName, ids: [id] });
  });
});
