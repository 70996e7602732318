import { splitShellLine } from "../../../contract/shellLine.ts";
import { SUBPROTOCOL } from "../../../contract/subprotocols.ts";
import { brokenRule, HttpError } from "../../http/errors.ts";
import type { SocketRoute } from "../../http/sockets.ts";
import type { PlatformServices } from "../routes/services.ts";
import { findRunning } from "../runningJob.ts";
import { channelSession, readStreams } from "./channels.ts";
import { readShellQuery, shellSession } from "./shell.ts";

/**
 * `exec`: a further process beside the job's own; it ends with the connection, unless the client speaks our own
 * sub-protocol of shells that wait for it to come back.
 */
export function execSocket(services: PlatformServices): SocketRoute {
  const { jobs, store, engine } = services;
  return {
    path: "/api/v1/jobs/:id/exec",
    protocols: [SUBPROTOCOL.channels, SUBPROTOCOL.shell],
    open({ params, query, protocol, person }) {
      const { job, handle } = findRunning(params.id ?? "", jobs, store);
      if (!engine.exec) throw new HttpError(501, "This engine cannot start further processes in a job.");
      const exec = engine.exec.bind(engine);
      const command = readCommand(query.get("cmd"));
      const streams = readStreams(query);
      if (protocol === SUBPROTOCOL.shell) {
        if (!streams.tty) throw brokenRule("tty", "is needed for a shell that outlives its connection");
        const shell = readShellQuery(query);
        const request = { ...streams, command, size: shell.size, signal: new AbortController().signal };
        return shellSession(services, job.id, shell, person, () => exec(handle, request));
      }
      return channelSession((signal) => exec(handle, { ...streams, command, signal }), streams.stdin);
    },
  };
}

function readCommand(line: string | null): readonly string[] {
  const split = splitShellLine(line ?? "");
  if (!split.ok) throw brokenRule("cmd", split.reason);
  if (split.words.length === 0) throw brokenRule("cmd", "is required");
  return split.words;
}
