import { SUBPROTOCOL } from "../../../contract/subprotocols.ts";
import { HttpError } from "../../http/errors.ts";
import type { SocketRoute } from "../../http/sockets.ts";
import { readFlag } from "../listFilter.ts";
import { mayChange } from "../permissions.ts";
import type { PlatformServices } from "../routes/services.ts";
import { findRunning } from "../runningJob.ts";
import { channelSession, FRAMED_WIRE, RAW_WIRE, readStreams } from "./channels.ts";

/** `attach`: the job's own streams, in the legacy form without a sub-protocol. With `logs=1` its log comes first. */
export function attachSocket({ jobs, store, engine }: PlatformServices): SocketRoute {
  return {
    path: "/api/v1/jobs/:id/attach",
    protocols: [SUBPROTOCOL.channels, SUBPROTOCOL.attach],
    open({ params, query, protocol, person }) {
      const { job, handle } = findRunning(params.id ?? "", jobs, store);
      if (!engine.attach) throw new HttpError(501, "This engine cannot attach to a job.");
      const attach = engine.attach.bind(engine);
      const { stdin, stdout, stderr } = readStreams(query);
      const logs = readFlag(query, "logs") ?? false;
      const wire = protocol === undefined ? RAW_WIRE : FRAMED_WIRE;
      // Who only watches must not tell the job's terminal how large it is.
      const mayResize = mayChange(person, job);
      return channelSession(
        async (signal) => {
          const session = await attach(handle, { stdin, stdout, stderr, logs, signal });
          return mayResize ? session : { ...session, resize: () => Promise.resolve() };
        },
        stdin,
        wire,
      );
    },
  };
}
