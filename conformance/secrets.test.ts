import { describe, expect, it } from "vitest";
import { call, logOf, sh, start, target } from "./testing/api.ts";
import { pathOf, putSecret, uriOf } from "./testing/services.ts";
import { unique } from "./testing/target.ts";

const VALUE = "correct horse, äöü";

const keys = async () => {
  const { status, body } = await call("GET", `${await pathOf("secrets")}?project_name=${target.project}`);
  expect(status).toBe(200);
  expect(JSON.stringify(body)).not.toContain(VALUE);
  return (body as { key: string }[]).map(({ key }) => key);
};
const remove = async (key: string) =>
  call("DELETE", `${await pathOf("secrets")}/${key}?project_name=${target.project}`);

describe.runIf(target.isOwn)("a secret", () => {
  it("is written, listed, replaced and deleted, and never told", async () => {
    const key = unique("KEY");
    const written = await putSecret(key, VALUE);
    expect(written).toMatchObject({
      status: 201,
      body: { key, owner: target.userName, project_name: target.project },
    });
    expect(JSON.stringify(written.body)).not.toContain(Buffer.from(VALUE).toString("base64"));
    expect(await keys()).toContain(key);
    expect((await putSecret(key, "another")).status).toBe(201);
    expect((await keys()).filter((one) => one === key)).toEqual([key]);
    expect((await remove(key)).status).toBe(204);
    expect(await keys()).not.toContain(key);
    expect(await remove(key)).toMatchObject({ status: 404, body: { error: expect.stringContaining(key) as string } });
  });

  it.each([
    [{ key: "with blank", value: "" }, "key"],
    [{ key: "KEY", value: "no base64!" }, "value"],
    [{ value: "" }, "key"],
  ])("as %j is 400", async (body, field) => {
    expect(await call("POST", await pathOf("secrets"), body)).toMatchObject({ status: 400, body: { field } });
  });

  it("is in no project that is not there", async () => {
    expect((await call("GET", `${await pathOf("secrets")}?project_name=no-such-project`)).status).toBe(404);
  });

  it("is in effect as a variable, as it is when the job starts, and stands in no answer", async () => {
    const key = unique("KEY");
    await putSecret(key, VALUE);
    const secret_env = { SECRET: uriOf("secret", key) };
    const job = await start({ command: sh('echo "$SECRET|$PLAIN"'), secret_env, env: { SECRET: "no", PLAIN: "yes" } });
    expect(job.container.secret_env).toEqual(secret_env);
    expect(await logOf(job.id)).toBe(`${VALUE}|yes\n`);
    expect(JSON.stringify((await call("GET", `/jobs/${job.id}`)).body)).not.toContain(VALUE);
    await putSecret(key, "another");
    expect(await logOf((await start({ command: sh('echo "$SECRET"'), secret_env })).id)).toBe("another\n");
    await remove(key);
  });

  it("is in effect as a file, or refused in words", async () => {
    const key = unique("KEY");
    await putSecret(key, VALUE);
    const secret_volumes = [{ src_secret_uri: uriOf("secret", key), dst_path: "/mnt/secret" }];
    const command = sh("cat /mnt/secret");
    const sentence = target.unsupported.secret_volumes;
    if (sentence === undefined) {
      expect(await logOf((await start({ command, secret_volumes })).id)).toBe(VALUE);
    } else {
      const body = { image: target.image, preset_name: target.preset, command, secret_volumes };
      expect(await call("POST", "/jobs?from_preset", body)).toMatchObject({
        status: 400,
        body: { error: `secret_volumes: ${sentence}`, field: "secret_volumes" },
      });
    }
    await remove(key);
  });
});
