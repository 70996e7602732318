import type { Job } from "../../contract/job.ts";
import type { StartBody } from "../lib/startBody.ts";
import { ApiError } from "./errors.ts";
import type { JobsClient } from "./jobsClient.ts";
import { startJob } from "./startJob.ts";

/** What must be known of a platform to start a job there once. */
export interface StartPlatform {
  /** Whether it answers the same job to the same `Idempotency-Key`. */
  readonly keepsKeys: boolean;
  /** Whose jobs are looked through where it does not. */
  readonly userName: string | undefined;
}

export interface StarterOptions extends StartPlatform {
  /** Told when the answer was lost and the job is being looked for. */
  readonly onLost?: () => void;
}

/** Starts jobs, each once: what has become of a request whose answer was lost is settled before another is sent. */
export interface Starter {
  /**
   * @throws EarlierJobError when an earlier request, whose answer was lost, turns out to have started a job;
   * ApiError network when nobody knows yet whether the job exists: called again with the same body it asks on
   */
  start(body: StartBody, options: StarterOptions): Promise<Job>;
}

/** The connection was lost while starting, and the job was not found. */
export class LostStartError extends ApiError {
  /** @param isUnknown whether nothing could be asked: the job may exist */
  constructor(readonly isUnknown: boolean) {
    super("network", isUnknown ? UNKNOWN : NOTHING_STARTED);
  }
}

/** A request that was given up, and then changed, has started a job all the same. */
export class EarlierJobError extends ApiError {
  constructor(readonly job: Job) {
    super(
      "conflict",
      "The job as it was before your changes has been started after all. Press Start again to start this one too.",
    );
  }
}

/** A request and what tells it from others like it. */
interface Submission {
  readonly body: StartBody;
  readonly key: string;
  readonly sentAtMs: number;
}

/** How long to wait before each look for a job whose answer was lost. */
const DELAYS_MS = [300, 1_000, 2_000, 4_000, 8_000, 8_000];
/** How much the clocks of browser and platform may differ. */
const CLOCK_SKEW_MS = 60_000;
/** A request may be on its way still when it is looked for first. */
const LOOKS_TO_BE_SURE = 3;

const UNKNOWN =
  "The connection was lost while the job was being started, and nobody knows yet whether it was. Press Start once you are online again: it will not be started twice.";
const NOTHING_STARTED =
  "The connection was lost while the job was being started. It was not started: press Start to try again.";

/** @param wait resolves after so many milliseconds */
export function createStarter(client: JobsClient, wait: (ms: number) => Promise<void> = pause): Starter {
  let unsettled: Submission | undefined;

  async function settle(userName: string | undefined): Promise<void> {
    if (!unsettled) return;
    const job = await findStarted(client, unsettled, userName);
    unsettled = undefined;
    if (job) throw new EarlierJobError(job);
  }

  return {
    async start(body, options) {
      if (unsettled && !isSame(unsettled.body, body)) await settle(options.userName);
      const earlier = unsettled;
      const submission = earlier ?? { body, key: randomKey(), sentAtMs: Date.now() };
      unsettled = submission;
      try {
        // Where keys are not kept a request is sent again only once it is sure that its job is not there.
        const found =
          earlier && !options.keepsKeys ? await findStarted(client, submission, options.userName) : undefined;
        const job = found ?? (await startOnce(client, submission, options, wait));
        unsettled = undefined;
        return job;
      } catch (error) {
        if (!isLost(error)) unsettled = undefined;
        throw error;
      }
    },
  };
}

async function startOnce(
  client: JobsClient,
  submission: Submission,
  options: StarterOptions,
  wait: (ms: number) => Promise<void>,
): Promise<Job> {
  try {
    return await send(client, submission);
  } catch (error) {
    if (!isLost(error)) throw error;
  }
  options.onLost?.();
  let looks = 0;
  for (const delayMs of DELAYS_MS) {
    await wait(delayMs);
    try {
      if (options.keepsKeys) return await send(client, submission);
      const job = await findStarted(client, submission, options.userName);
      if (job) return job;
      looks += 1;
    } catch (error) {
      if (!isLost(error)) throw error;
    }
    if (looks === LOOKS_TO_BE_SURE) throw new LostStartError(false);
  }
  throw new LostStartError(true);
}

function send(client: JobsClient, { body, key }: Submission): Promise<Job> {
  return startJob(client, body, { idempotencyKey: key });
}

/** Finds the job of a request by all that is known of it. */
async function findStarted(
  client: JobsClient,
  { body, sentAtMs }: Submission,
  userName: string | undefined,
): Promise<Job | undefined> {
  const filter = {
    name: body.name ?? undefined,
    tags: body.tags ?? undefined,
    owners: userName === undefined ? undefined : [userName],
    sinceMs: sentAtMs - CLOCK_SKEW_MS,
    reverse: true,
  };
  for await (const job of client.list(filter)) if (isOf(job, body)) return job;
  return undefined;
}

function isOf(job: Job, body: StartBody): boolean {
  const container = "container" in body ? body.container : body;
  return (
    (body.preset_name ?? job.presetName) === job.presetName &&
    (body.name ?? "") === (job.name ?? "") &&
    (body.description ?? "") === (job.description ?? "") &&
    (container.command ?? "") === (job.container.command ?? "") &&
    (container.entrypoint ?? "") === (job.container.entrypoint ?? "") &&
    isSame(sortedByName(container.env ?? {}), sortedByName(job.container.env))
  );
}

/** Whether nobody knows what has become of a request: no answer came, or only that of a gateway before the platform. */
function isLost(error: unknown): boolean {
  return error instanceof ApiError && (error.kind === "network" || error.status === 502 || error.status === 504);
}

function sortedByName(variables: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : 1));
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** `crypto.randomUUID` is only there where the page came over TLS or from this machine. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
