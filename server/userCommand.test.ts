import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ownerName } from "./ownerName.ts";
import { runMain, spawnMain, type SpawnedServer } from "./testing/spawnedServer.ts";
import { openTestSocket } from "../conformance/testing/testSocket.ts";

let dataDir: string;
let server: SpawnedServer;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "jobdeck-users-"));
  server = await spawnMain(["--data", dataDir, "--port", "0"]);
});
afterAll(async () => {
  await server.stop("SIGTERM");
  rmSync(dataDir, { recursive: true, force: true });
});

const user = (...words: string[]) => runMain(["user", ...words], { JOBDECK_DATA: dataDir });

/** Expects success and reads the token that was printed. */
async function tokenFrom(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await user(...words);
  expect([code, stderr]).toEqual([0, ""]);
  const token = /^(\S+\.\S+\.\S+)$/m.exec(stdout)?.[1] ?? "";
  expect(stdout).toContain(`http://127.0.0.1:8080/#token=${token}\n`);
  return token;
}

async function configWith(token: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${server.origin}/api/v1/config`, { headers });
  return response.status === 200 ? response.json() : response.status;
}

describe("jobdeck user", () => {
  it("lets people in, changes what they may and locks them out while the server runs", async () => {
    const first = await tokenFrom("add", "anna");
    expect(await configWith(first)).toMatchObject({ username: "anna", role: "user" });
    const claims = JSON.parse(String(Buffer.from(first.split(".")[1] ?? "", "base64url"))) as unknown;
    expect(claims).toEqual({ identity: "anna", jti: expect.any(String) as string });
    const reader = await tokenFrom("add", "rita", "--role", "reader");
    expect(await configWith(reader)).toMatchObject({ username: "rita", role: "reader" });
    expect(await user("role", "rita", "manager")).toEqual({ code: 0, stdout: "rita is manager now.\n", stderr: "" });
    expect(await configWith(reader)).toMatchObject({ username: "rita", role: "manager" });
    expect((await user("list")).stdout.split("\n")).toEqual([
      expect.stringMatching(new RegExp(`^${ownerName()} +manager, by the server's own token$`)) as string,
      expect.stringMatching(/^anna +user$/) as string,
      expect.stringMatching(/^rita +manager$/) as string,
      "",
    ]);
    const second = await tokenFrom("token", "anna");
    expect([await configWith(first), await configWith(second)]).toEqual([401, expect.objectContaining({})]);
    for (const name of readdirSync(dataDir).filter((file) => file.startsWith("jobdeck.sqlite"))) {
      const bytes = readFileSync(join(dataDir, name));
      for (const token of [first, second, reader]) expect(bytes.includes(token)).toBe(false);
    }
    expect((await user("remove", "anna")).stdout).toMatch(/^anna is locked out\./);
    expect(await configWith(second)).toBe(401);
    expect((await user("list")).stdout).not.toContain("anna");
  });

  it("closes what somebody who is locked out has open", async () => {
    const token = await tokenFrom("add", "carl");
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const body = JSON.stringify({ image: "host", command: "sleep 600" });
    const response = await fetch(`${server.origin}/api/v1/jobs?from_preset`, { method: "POST", headers, body });
    const { id } = (await response.json()) as { id: string };
    const url = `${server.origin.replace("http", "ws")}/api/v1/jobs/${id}/log_ws`;
    const log = openTestSocket(url, ["logs.apolo.us", `bearer.apolo.us-${token}`]);
    await log.opened;
    expect((await user("remove", "carl")).code).toBe(0);
    expect((await log.closed).code).toBe(1008);
    const owner = { authorization: `Bearer ${server.token}` };
    expect((await fetch(`${server.origin}/api/v1/jobs/${id}`, { method: "DELETE", headers: owner })).status).toBe(204);
  });

  it("works while no server runs, too", async () => {
    const folder = mkdtempSync(join(dataDir, "alone-"));
    expect(await (await spawnMain(["--data", folder, "--port", "0"])).stop("SIGTERM")).toBe(0);
    const added = await runMain(["user", "add", "dora", "--role=manager", "--data", folder]);
    expect([added.code, added.stderr]).toEqual([0, ""]);
    expect((await runMain(["user", "list", "--data", folder])).stdout).toMatch(/^dora +manager$/m);
  });

  it.each<[string[], RegExp]>([
    [["add"], /Write "user add NAME"/],
    [["add", "anna", "bert"], /Write "user add NAME"/],
    [["add", "al"], /name must be at least 3 characters long; "al" is none\.$/],
    [
      ["add", "Anna"],
      /name must have only lower-case letters, digits and single dashes between them; "Anna" is none\.$/,
    ],
    [["add", "../anna"], /name must have only/],
    [["add", "eric", "--role", "admin"], /A role is one of reader, user, manager, not "admin"\.$/],
    [["add", "eric", "--rank", "user"], /Unknown option '--rank'/],
    [["role", "eric"], /Write "user role NAME ROLE"/],
    [["role", "nobody", "user"], /There is no user "nobody"; /],
    [["token", "nobody"], /There is no user "nobody"; /],
    [["remove", "nobody"], /There is no user "nobody"; /],
    [["remove", ownerName()], /is the server's manager by its own token, which cannot be changed here\.$/],
    [["add", ownerName()], /There is a user ".*" already/],
    [["list", "--role", "user"], /--role goes with "user add" only\.$/],
    [["list", "--data", "/nonexistent"], /There is no database in \/nonexistent; start the server once, or name/],
    [["list", "--data="], /--data must name a folder\.$/],
    [["rename", "anna"], /There is no "user rename"; there are add, list, role, token and remove\.$/],
  ])("refuses %j in one line", async (words, sentence) => {
    const { code, stdout, stderr } = await user(...words);
    expect(stderr).toMatch(/^jobdeck: [^\n]+\n$/);
    expect(stderr.trim()).toMatch(sentence);
    expect([code, stdout]).toEqual([2, ""]);
  });

  it("explains itself", async () => {
    for (const words of [[], ["--help"]]) {
      const { code, stdout } = await user(...words);
      expect(code).toBe(0);
      for (const word of ["add NAME", "list", "remove NAME", "role NAME ROLE", "token NAME"]) {
        expect(stdout).toContain(word);
      }
    }
    expect((await runMain(["--help"])).stdout).toContain("jobdeck user");
  });
});
