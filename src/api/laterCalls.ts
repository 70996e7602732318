import { telemetryHistory } from "../../contract/telemetryHistory.ts";
import { saveProgress, type SavePayload, type SaveProgress } from "../../contract/save.ts";
import { webSession, type WebSessionPayload } from "../../contract/webSession.ts";
import { engineImages } from "../../contract/engineState.ts";
import { capacity } from "../../contract/config.ts";
import type { CallOptions } from "./callOptions.ts";
import { clusterCalls, spanQuery } from "./clusterCalls.ts";
import { disksClient } from "./disks.ts";
import { execCalls } from "./execCalls.ts";
import { parseWire, type Http } from "./http.ts";
import { jobPath } from "./jobPath.ts";
import type { JobsClient } from "./jobsClient.ts";
import type { DisksClient, SecretsClient, StorageClient } from "./resourceClients.ts";
import { secretsClient } from "./secrets.ts";
import { storageClient } from "./storage.ts";
import type { Connection } from "./streams/connection.ts";
import { execStart } from "./streams/execStart.ts";
import { monitor } from "./streams/monitor.ts";
import { readNdjson } from "./streams/ndjson.ts";
import { portForward } from "./streams/portForward.ts";
import { openShell } from "./streams/shellStream.ts";
import { attach, exec } from "./streams/stdStream.ts";
import { top } from "./streams/top.ts";
import { topMany } from "./streams/topMany.ts";

/** The calls that a list of jobs does without: streams, what belongs to projects, the cluster as a whole. */
export type LaterCalls = Omit<JobsClient, EarlyCall | "secrets" | "storage" | "disks"> & {
  readonly secrets: Pick<SecretsClient, keyof SecretsClient>;
  readonly storage: Pick<StorageClient, keyof StorageClient>;
  readonly disks: Pick<DisksClient, keyof DisksClient>;
};

/** The calls whose code is there from the beginning. */
export type EarlyCall =
  | ("capacity" | "config" | "engineHealth" | "status" | "list" | "tags")
  | ("run" | "start" | "kill" | "sendSignal" | "bumpLifeSpan" | "setLifeSpan" | "drop" | "dropLog");

/** Makes the calls that are loaded when the first of them is needed. */
export function laterCalls(http: Http, connection: Connection): LaterCalls {
  const calls = execCalls(http);
  return {
    attach: (id, streams) => attach(connection, id, streams),
    exec: (id, streams) => exec(connection, id, streams),
    shell: (id, shell) => openShell(connection, id, shell),
    ...calls,
    execStart: (id, execId, call = {}) =>
      execStart(connection, id, execId, call, () => calls.execInspect(id, execId, call)),
    monitor: (id, watch = {}) => monitor(connection, id, watch),
    portForward: (id, port, call = {}) => portForward(connection, id, port, call),
    top: (id, watch = {}) => top(connection, id, watch),
    topMany: (watch = {}) =>
      topMany(connection, watch, () =>
        http.read({ path: "/jobs/capacity", signal: watch.signal }, capacity, "capacity"),
      ),
    ...clusterCalls(http),
    telemetry: (id, { signal, ...span } = {}) =>
      http.read({ path: jobPath(id, "telemetry"), query: spanQuery(span), signal }, telemetryHistory, "telemetry"),
    save: (id, image, call = {}) => saveJob(http, id, image, call),
    webSession: (id, port, call = {}) => openWebSession(http, id, port, call),
    secrets: secretsClient(http),
    storage: storageClient(http),
    disks: disksClient(http),
    engineImages: async ({ signal } = {}) =>
      (await http.read({ path: "/engine/images", signal }, engineImages, "engine's images")).images,
  };
}

async function* saveJob(
  http: Http,
  id: string,
  image: string,
  { signal }: CallOptions,
): AsyncGenerator<SaveProgress, void> {
  const body: SavePayload = { container: { image } };
  const request = { method: "POST", path: jobPath(id, "save"), accept: "application/x-ndjson", body, signal } as const;
  const response = await http.open(request);
  if (!response.body) return;
  for await (const value of readNdjson(response.body, signal)) yield parseWire(saveProgress, value, "save progress");
}

async function openWebSession(http: Http, id: string, port: number | undefined, call: CallOptions): Promise<string> {
  const body: WebSessionPayload = { port };
  const request = { method: "POST", path: jobPath(id, "web_session"), body, signal: call.signal } as const;
  return (await http.read(request, webSession, "web session")).url;
}
