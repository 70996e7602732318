import { expect, it } from "vitest";
import { parse } from "../../../contract/parse.ts";
import { startRequest, type StartPayload } from "../../../contract/start.ts";
import { briefRequest } from "./briefRequest.ts";

it("leaves out what says nothing, and the platform reads the same", () => {
  const wordy: StartPayload = {
    ...{ image: "host", command: "true", entrypoint: null, description: "", env: {}, volumes: [], tags: [] },
    ...{ tty: false, restart_policy: "never", priority: "normal", pass_config: false, resources: { shm: false } },
    ...{ http: { port: 80, requires_auth: false }, name: undefined, max_run_time_minutes: 5 },
  };
  const brief = briefRequest(wordy);
  expect(brief).toEqual({
    image: "host",
    command: "true",
    http: { port: 80, requires_auth: false },
    max_run_time_minutes: 5,
  });
  const { description, ...read } = parse(startRequest, wordy, "request");
  expect(description).toBe("");
  expect(parse(startRequest, brief, "request")).toMatchObject(JSON.parse(JSON.stringify(read)) as object);
  expect(briefRequest({ image: "host", tty: true, resources: { shm: true }, priority: "high" })).toEqual({
    image: "host",
    tty: true,
    resources: { shm: true },
    priority: "high",
  });
});
