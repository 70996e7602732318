import type { Telemetry } from "../../../contract/telemetry.ts";
import { ApiError } from "../errors.ts";
import type { JobsClient } from "../jobsClient.ts";
import { browserEnvironment, type StreamEnvironment } from "./environment.ts";
import { createLiveStream, type LiveStream } from "./liveStream.ts";

export interface TelemetryBatch {
  /** Oldest first, each later than all before. */
  readonly samples: readonly Telemetry[];
  /** Whether samples are missing between those told of before and these. */
  readonly isAfterGap: boolean;
}

export interface TelemetryStreamOptions {
  readonly client: JobsClient;
  readonly jobId: string;
  readonly onBatch: (batch: TelemetryBatch) => void;
  readonly environment?: StreamEnvironment;
}

/** Samples come about once a second; so long without one means that the connection is dead or the job restarts. */
const STALL_MS = 20_000;
/** Samples further apart than this have a gap between them. */
const GAP_MS = 5_000;

/** Follows a job's telemetry until the job ends; waits while it is pending. */
export function createTelemetryStream(options: TelemetryStreamOptions): LiveStream {
  const { client, jobId, onBatch, environment = browserEnvironment } = options;
  let latestMs: number | undefined;

  function take(sample: Telemetry): void {
    if (latestMs !== undefined && sample.timestampMs <= latestMs) return;
    const isAfterGap = latestMs !== undefined && sample.timestampMs - latestMs > GAP_MS;
    latestMs = sample.timestampMs;
    onBatch({ samples: [sample], isAfterGap });
  }

  async function follow(signal: AbortSignal, onLive: () => void): Promise<void> {
    const stall = new AbortController();
    const watch = () =>
      environment.setTimer(
        () => stall.abort(new ApiError("network", "No measurements have come for a while.")),
        STALL_MS,
      );
    let stopWatch = watch();
    try {
      for await (const sample of client.top(jobId, { signal: AbortSignal.any([signal, stall.signal]) })) {
        stopWatch();
        stopWatch = watch();
        onLive();
        take(sample);
      }
    } finally {
      stopWatch();
    }
  }

  return createLiveStream(
    { status: (signal) => client.status(jobId, { signal }), follow, needsRunning: true },
    environment,
  );
}
