import type { Http } from "./http.ts";
import { reach } from "./http.ts";
import type { LaterCalls } from "./laterCalls.ts";
import type { Connection } from "./streams/connection.ts";

/**
 * The calls of {@link LaterCalls}, whose code is loaded when the first of them is made. Where it cannot be had they
 * reject with ApiError network, and the next one tries again.
 */
export function loadCalls(http: Http, connection: Connection): LaterCalls {
  let loading: Promise<LaterCalls> | undefined;
  const load = () => {
    loading ??= reach(undefined, () => import("./laterCalls.ts")).then(
      ({ laterCalls }) => laterCalls(http, connection),
      (error: unknown) => {
        loading = undefined;
        throw error;
      },
    );
    return loading;
  };
  /** A call that resolves. */
  const once =
    <A extends unknown[], R>(call: (calls: LaterCalls) => (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> =>
      await call(await load())(...args);
  /** A call that goes on and on. */
  const stream = <A extends unknown[], T>(call: (calls: LaterCalls) => (...args: A) => AsyncIterable<T>) =>
    async function* (...args: A): AsyncGenerator<T, void> {
      yield* call(await load())(...args);
    };
  return {
    attach: once((calls) => calls.attach),
    exec: once((calls) => calls.exec),
    shell: once((calls) => calls.shell),
    execCreate: once((calls) => calls.execCreate),
    execInspect: once((calls) => calls.execInspect),
    execResize: once((calls) => calls.execResize),
    execStart: once((calls) => calls.execStart),
    monitor: stream((calls) => calls.monitor),
    portForward: once((calls) => calls.portForward),
    resize: once((calls) => calls.resize),
    top: stream((calls) => calls.top),
    topMany: once((calls) => calls.topMany),
    cluster: once((calls) => calls.cluster),
    clusterHistory: once((calls) => calls.clusterHistory),
    usage: once((calls) => calls.usage),
    telemetry: once((calls) => calls.telemetry),
    save: stream((calls) => calls.save),
    webSession: once((calls) => calls.webSession),
    engineImages: once((calls) => calls.engineImages),
    secrets: {
      list: once((calls) => calls.secrets.list),
      set: once((calls) => calls.secrets.set),
      remove: once((calls) => calls.secrets.remove),
    },
    storage: {
      list: once((calls) => calls.storage.list),
      stat: once((calls) => calls.storage.stat),
      makeFolder: once((calls) => calls.storage.makeFolder),
      upload: once((calls) => calls.storage.upload),
      open: once((calls) => calls.storage.open),
      remove: once((calls) => calls.storage.remove),
      move: once((calls) => calls.storage.move),
      usage: once((calls) => calls.storage.usage),
    },
    disks: {
      list: once((calls) => calls.disks.list),
      create: once((calls) => calls.disks.create),
      get: once((calls) => calls.disks.get),
      remove: once((calls) => calls.disks.remove),
    },
  };
}
