import { HttpError } from "../../http/errors.ts";
import type { SocketRoute } from "../../http/sockets.ts";
import { assertNotStarted } from "../execSessions.ts";
import type { PlatformServices } from "../routes/services.ts";
import { findRunning } from "../runningJob.ts";
import { channelSession, RAW_WIRE } from "./channels.ts";

/** `exec_start` (legacy): runs what `exec_create` asked for; it ends with the connection. */
export function execStartSocket({ jobs, store, engine, execSessions }: PlatformServices): SocketRoute {
  return {
    path: "/api/v1/jobs/:id/:execId/exec_start",
    protocols: [],
    open({ params, gone }) {
      const { job, handle } = findRunning(params.id ?? "", jobs, store);
      if (!engine.exec) throw new HttpError(501, "This engine cannot start further processes in a job.");
      const exec = engine.exec.bind(engine);
      const session = execSessions.find(job.id, params.execId ?? "");
      assertNotStarted(session);
      const connect = () =>
        execSessions.start(session, (size) => exec(handle, { ...session.request, size, signal: gone }));
      return channelSession(connect, session.request.stdin, RAW_WIRE);
    },
  };
}
