import type { RawData, WebSocket } from "ws";
import { ContractError, parse } from "../../../contract/parse.ts";
import { SUBPROTOCOL } from "../../../contract/subprotocols.ts";
import type { TelemetryPayload } from "../../../contract/telemetry.ts";
import { topPick, type TopFramePayload } from "../../../contract/topMany.ts";
import { onAbort } from "../../engines/onAbort.ts";
import { HttpError } from "../../http/errors.ts";
import { sendFrame, SocketClose, type SocketRoute } from "../../http/sockets.ts";
import type { LiveTelemetry } from "../liveTelemetry.ts";
import type { PlatformServices } from "../routes/services.ts";

const POLICY_VIOLATION = 1008;
/** Frames go out at this pace however the samples of many jobs are spread over a second. */
const PERIOD_MS = 1_000;
/** How long samples that come together are waited for. */
const GATHER_MS = 50;

/** `WS jobs/top`: the samples of many jobs over one socket; an addition of our own platform. */
export function topManySocket({ engine, liveTelemetry }: PlatformServices): SocketRoute {
  return {
    path: "/api/v1/jobs/top",
    protocols: [SUBPROTOCOL.top],
    open() {
      if (!engine.stats) throw new HttpError(501, "This engine measures nothing.");
      return (socket, gone) => streamMany(socket, gone, liveTelemetry);
    },
  };
}

/** Sends until the client has gone. A frame waits until the one before was taken; what is late is the newest then. */
async function streamMany(socket: WebSocket, gone: AbortSignal, telemetry: LiveTelemetry): Promise<void> {
  let picked: ReadonlySet<string> = new Set();
  let newcomers: string[] = [];
  const waiting = new Map<string, TelemetryPayload>();
  let sending = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let sentAtMs = -Infinity;
  let fail: (error: unknown) => void = () => {};
  const failed = new Promise<never>((_resolve, reject) => (fail = reject));

  function schedule(): void {
    timer ??= setTimeout(
      () => {
        sending = sending.then(flush).catch((error: unknown) => fail(error));
      },
      Math.max(GATHER_MS, sentAtMs + PERIOD_MS - GATHER_MS - performance.now()),
    );
  }

  async function flush(): Promise<void> {
    timer = undefined;
    sentAtMs = performance.now();
    const frame = frameOf(newcomers, waiting, telemetry);
    newcomers = [];
    waiting.clear();
    if (frame) await sendFrame(socket, JSON.stringify(frame));
  }

  const stopListening = telemetry.listen((jobId, sample) => {
    if (!picked.has(jobId)) return;
    waiting.set(jobId, sample);
    schedule();
  });
  socket.on("message", (raw: RawData) => {
    try {
      const wanted = new Set(readPick(raw));
      newcomers.push(...[...wanted].filter((id) => !picked.has(id)));
      picked = wanted;
      sentAtMs = -Infinity;
      schedule();
    } catch (error) {
      fail(error instanceof ContractError ? new SocketClose(POLICY_VIOLATION, error.message) : error);
    }
  });
  const left = new Promise<void>((resolve) => void onAbort(gone, resolve));
  try {
    await Promise.race([left, failed]);
  } finally {
    stopListening();
    clearTimeout(timer);
    socket.removeAllListeners("message");
  }
}

function frameOf(
  newcomers: readonly string[],
  waiting: ReadonlyMap<string, TelemetryPayload>,
  telemetry: LiveTelemetry,
): TopFramePayload | undefined {
  const pasts = newcomers.flatMap((id) => {
    const past = telemetry.past(id);
    return past ? [[id, past] as const] : [];
  });
  if (pasts.length === 0 && waiting.size === 0) return undefined;
  return {
    past: pasts.length === 0 ? undefined : Object.fromEntries(pasts),
    samples: waiting.size === 0 ? undefined : Object.fromEntries(waiting),
  };
}

/** @throws ContractError */
function readPick(raw: RawData): readonly string[] {
  let value: unknown;
  try {
    value = JSON.parse((raw as Buffer).toString("utf8"));
  } catch (error) {
    throw new ContractError("pick", "", `must be JSON: ${(error as Error).message}`);
  }
  return parse(topPick, value, "pick").jobs;
}
