import { execCreated, execInspect, type ExecCreatePayload } from "../../contract/execSession.ts";
import type { WindowSize } from "../../contract/frames.ts";
import type { Http } from "./http.ts";
import { jobPath } from "./jobPath.ts";
import type { ExecCreateOptions, JobsClient } from "./jobsClient.ts";

/** The legacy calls around terminals. */
export function execCalls(http: Http): Pick<JobsClient, "execCreate" | "execInspect" | "execResize" | "resize"> {
  return {
    async execCreate(id, options) {
      const request = { method: "POST", path: jobPath(id, "exec_create"), signal: options.signal } as const;
      const created = await http.read({ ...request, body: payloadOf(options) }, execCreated, "exec session");
      return created.exec_id;
    },
    execInspect: (id, execId, { signal } = {}) =>
      http.read({ path: jobPath(id, execId, "exec_inspect"), signal }, execInspect, "exec session"),
    execResize: (id, execId, size, { signal } = {}) =>
      http.send({ method: "POST", path: jobPath(id, execId, "exec_resize"), query: sizeQuery(size), signal }),
    resize: (id, size, { signal } = {}) =>
      http.send({ method: "POST", path: jobPath(id, "resize"), query: sizeQuery(size), signal }),
  };
}

function payloadOf({ command, stdin = true, stdout = true, stderr = true, tty = false }: ExecCreateOptions) {
  const line = typeof command === "string" ? command : [...command];
  return { command: line, stdin, stdout, stderr, tty } satisfies ExecCreatePayload;
}

function sizeQuery({ width, height }: WindowSize): URLSearchParams {
  return new URLSearchParams({ w: String(width), h: String(height) });
}
