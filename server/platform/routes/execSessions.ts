import type { FastifyInstance } from "fastify";
import {
  execCreateRequest,
  resizeQuery,
  type ExecCreatedPayload,
  type ExecInspectPayload,
} from "../../../contract/execSession.ts";
import { parse } from "../../../contract/parse.ts";
import { joinShellLine } from "../../../contract/shellLine.ts";
import type { WindowSize } from "../../engines/engine.ts";
import { personOf } from "../../http/backend.ts";
import { HttpError } from "../../http/errors.ts";
import type { ExecSession } from "../execSessions.ts";
import { findRunning } from "../runningJob.ts";
import { queryOf, type PlatformServices } from "./services.ts";

interface ById {
  Params: { id: string };
}

interface ByExecId {
  Params: { id: string; execId: string };
}

/** The legacy calls around terminals: `exec_create`, `exec_inspect`, `exec_resize` and `resize`. */
export function addExecSessionRoutes(api: FastifyInstance, services: PlatformServices): void {
  const { jobs, store, engine, execSessions, shells } = services;
  const find = ({ id, execId }: ByExecId["Params"]) => execSessions.find(jobs.find(id).id, execId);

  api.post<ById>("/jobs/:id/exec_create", (request): ExecCreatedPayload => {
    const { job } = findRunning(request.params.id, jobs, store);
    if (!engine.exec) throw new HttpError(501, "This engine cannot start further processes in a job.");
    const wanted = parse(execCreateRequest, request.body, "exec request");
    if (!wanted.stdin && !wanted.stdout && !wanted.stderr) {
      throw new HttpError(400, "Ask for at least one of stdin, stdout and stderr.");
    }
    return { job_id: job.id, exec_id: execSessions.create(job.id, wanted).id };
  });

  api.get<ByExecId>("/jobs/:id/:execId/exec_inspect", async (request): Promise<ExecInspectPayload> => {
    const { id, execId } = request.params;
    const key = { jobId: jobs.find(id).id, personName: personOf(request).name, sessionId: execId };
    const shell = await shells.look(key);
    if (!shell) return inspectPayload(find(request.params));
    const state = { running: shell.exitCode === undefined, exit_code: shell.exitCode ?? null };
    const process = { tty: true, entrypoint: "", command: "", foreground: await shell.foreground() };
    return { id: execId, job_id: key.jobId, ...state, ...process };
  });

  api.post<ByExecId>("/jobs/:id/:execId/exec_resize", async (request, reply) => {
    await execSessions.resize(find(request.params), readSize(queryOf(request)));
    return reply.status(204).send();
  });

  api.post<ById>("/jobs/:id/resize", async (request, reply) => {
    const { job, handle } = findRunning(request.params.id, jobs, store);
    const size = readSize(queryOf(request));
    if (!job.spec.container.tty) throw new HttpError(400, "This job has no terminal; start it with tty.");
    if (!engine.attach) throw new HttpError(501, "This engine cannot resize a job's terminal.");
    const leaving = new AbortController();
    const none = { stdin: false, stdout: false, stderr: false, logs: false };
    const session = await engine.attach(handle, { ...none, signal: leaving.signal });
    try {
      await session.resize(size);
    } finally {
      await session.close();
    }
    return reply.status(204).send();
  });
}

function readSize(query: URLSearchParams): WindowSize {
  return parse(resizeQuery, Object.fromEntries(query), "resize");
}

function inspectPayload(session: ExecSession): ExecInspectPayload {
  return {
    id: session.id,
    job_id: session.jobId,
    running: session.state === "running",
    exit_code: session.exitCode ?? null,
    tty: session.request.tty,
    // A job's processes have one; what is started beside them is all command.
    entrypoint: "",
    command: joinShellLine(session.request.command),
  };
}
