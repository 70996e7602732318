import { job, type Job, type JobPayload } from "../../../../contract/job.ts";
import { parse } from "../../../../contract/parse.ts";

/** When the samples are looked at: a Wednesday, noon in the reader's own zone. */
export const NOW_MS = new Date(2026, 0, 14, 12).getTime();

type Sample = Partial<Omit<JobPayload, "history" | "container">> & {
  readonly minutesOld?: number;
  readonly history?: Partial<JobPayload["history"]>;
  readonly container?: Partial<JobPayload["container"]>;
};

/** A job as a platform would describe it, with what a test cares about. */
export function sampleJob({ minutesOld = 10, history, container, ...rest }: Sample = {}): Job {
  const createdAt = new Date(NOW_MS - minutesOld * 60_000).toISOString();
  const resources = { cpu: 1, memory: 2 ** 30 };
  const wire: JobPayload = {
    id: "job-8f14e45f-ceea-467f-a2e4-1f0d5b6c7a89",
    owner: "alice",
    cluster_name: "default",
    project_name: "vision",
    uri: "job://default/vision/x",
    status: "running",
    history: { created_at: createdAt, ...history },
    container: { image: "python:3.13", resources, ...container },
    ...rest,
  };
  return parse(job, wire, "job");
}

const OWNERS = ["alice", "bob", "carol", "dave"];
const TAGS = ["nightly", "vision", "nlp", "baseline", "sweep"];
const STATUSES = ["succeeded", "succeeded", "failed", "cancelled", "running", "succeeded", "pending"];

/** Many different jobs, newest first. */
export function sampleJobs(count: number): Job[] {
  return Array.from({ length: count }, (_, index) =>
    sampleJob({
      id: `job-${index.toString(16).padStart(8, "0")}-ceea-467f-a2e4-1f0d5b6c7a89`,
      name: `train-${index % 97}-${index}`,
      owner: OWNERS[index % OWNERS.length],
      tags: [TAGS[index % TAGS.length] ?? "", `run-${index % 50}`],
      status: STATUSES[index % STATUSES.length],
      description: `The ${index}th try of a long search for good numbers`,
      minutesOld: index,
      container: { image: `registry.example.org/team/train:${index % 12}`, command: `python train.py --lr 0.${index}` },
    }),
  );
}
