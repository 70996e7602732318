import type { Job } from "../../../contract/job.ts";

const texts = new WeakMap<Job, string>();

/**
 * All of a job that words are looked for in, in lower case: name, id, owner, preset, image, command, description, tags.
 * It is put together once: jobs that did not change keep their identity.
 */
export function jobText(job: Job): string {
  const known = texts.get(job);
  if (known !== undefined) return known;
  const { image, command, entrypoint } = job.container;
  const parts = [job.name, job.id, job.owner, job.presetName, image, entrypoint, command, job.description, ...job.tags];
  const text = parts
    .filter((part) => part !== undefined)
    .join("\n")
    .toLowerCase();
  texts.set(job, text);
  return text;
}
