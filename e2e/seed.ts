import { createHash } from "node:crypto";
import { openDatabase } from "../server/platform/store/database.ts";
import { createJobStore } from "../server/platform/store/jobs.ts";
import type { JobRecord, Transition } from "../server/platform/jobRecord.ts";

export interface SeedOptions {
  readonly count: number;
  /** When the newest of them was created, in milliseconds since the epoch. */
  readonly newestMs: number;
  /** Between one job and the next, in milliseconds. */
  readonly gapMs?: number;
  /** Whose jobs, in turn. */
  readonly owners?: readonly string[];
}

const OWNERS = ["alice", "bob", "carol", "dave", "erin"];
const PROJECTS = ["vision", "speech", "ranking"];
const MODELS = ["resnet", "bert", "gpt2", "whisper", "unet", "t5"];
const STEPS = ["train", "eval", "prepare", "export"];
const TAGS = ["nightly", "baseline", "sweep", "ablation", "release"];
const IMAGES = ["python:3.13", "pytorch/pytorch:2.6", "host", "registry.example.org/team/trainer:7"];

interface Ending extends Pick<Transition, "reason" | "exitCode"> {
  readonly status: "succeeded" | "failed" | "cancelled";
}

/** In the shares in which jobs end. */
const ENDINGS: readonly Ending[] = [
  ...Array.from({ length: 6 }, (): Ending => ({ status: "succeeded", reason: "Completed", exitCode: 0 })),
  { status: "failed", reason: "Error", exitCode: 1 },
  { status: "failed", reason: "OOMKilled", exitCode: 137 },
  { status: "cancelled", reason: "UserRequested" },
  { status: "cancelled", reason: "LifeSpanEnded" },
];

/** Writes finished jobs of believable variety into a data folder that no server uses; the same ones in every run. */
export function seedJobs(dataDir: string, options: SeedOptions): void {
  const database = openDatabase(dataDir);
  try {
    const store = createJobStore(database.db);
    // Nothing is at stake while no server runs, and each job is a transaction of its own.
    database.db.exec("PRAGMA synchronous = OFF");
    for (let index = 0; index < options.count; index += 1) store.insert(seededJob(index, options));
  } finally {
    database.close();
  }
}

/** Has running jobs of a data folder that no server uses have run for longer than they have. */
export function ageJobs(dataDir: string, ids: readonly string[], byMs: number): void {
  const database = openDatabase(dataDir);
  try {
    const store = createJobStore(database.db);
    for (const id of ids) {
      const job = store.byId(id);
      if (job?.startedAtMs === undefined) throw new Error(`Job ${id} has not started`);
      store.save({ ...job, startedAtMs: job.startedAtMs - byMs });
    }
  } finally {
    database.close();
  }
}

function seededJob(index: number, { newestMs, gapMs = 60_000, owners = OWNERS }: SeedOptions): JobRecord {
  const pick = chooser(index);
  const createdAtMs = newestMs - index * gapMs;
  const startedAtMs = createdAtMs + 1_000 + pick(20_000);
  const finishedAtMs = Math.min(startedAtMs + 1_000 + pick(3_600_000), newestMs + 3_600_000);
  const ending = ENDINGS[pick(ENDINGS.length)] ?? { status: "succeeded" };
  const step = STEPS[pick(STEPS.length)] ?? "";
  const model = MODELS[pick(MODELS.length)] ?? "";
  const cores = 2 ** pick(3);
  return {
    id: `job-${uuidOf(index)}`,
    name: `${step}-${model}-${index}`,
    owner: owners[pick(owners.length)] ?? "",
    clusterName: "default",
    projectName: PROJECTS[pick(PROJECTS.length)] ?? "",
    createdAtMs,
    tags: [model, TAGS[pick(TAGS.length)] ?? ""],
    spec: {
      container: {
        image: IMAGES[pick(IMAGES.length)] ?? "",
        command: `python ${step}.py --model ${model} --seed ${index}`,
        env: {},
        resources: { cpu: cores, memory: cores * 2 ** 31 },
      },
      presetName: cores === 1 ? "cpu-small" : "cpu-large",
      description: `${step} ${model} on day ${index % 31}`,
      schedulerEnabled: false,
      preemptibleNode: false,
      passConfig: false,
      privileged: false,
      restartPolicy: "never",
      priority: "normal",
      creditsPerHour: cores,
    },
    status: ending.status,
    transitions: [
      { status: "pending", timeMs: createdAtMs, reason: "Creating" },
      { status: "running", timeMs: startedAtMs },
      { ...ending, timeMs: finishedAtMs },
    ],
    startedAtMs,
    finishedAtMs,
    restarts: 0,
    quickEnds: 0,
    materialized: false,
    beingDropped: false,
    logsRemoved: true,
  };
}

/** Choices that look random and are the same for the same job. */
function chooser(index: number): (options: number) => number {
  const bytes = createHash("sha256").update(String(index)).digest();
  let at = 0;
  return (options) => {
    const value = bytes.readUInt16LE(at);
    at = (at + 2) % 30;
    return value % options;
  };
}

function uuidOf(index: number): string {
  const hex = createHash("sha256").update(`id ${index}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
