import type { Job } from "../../../contract/job.ts";

const texts = new WeakMap<Job, string>();

/**
 * All of a job that words are looked for in, in lower case: id, name, owner, preset, image, command, description, tags.
 * It is put together once: jobs that did not change keep their identity.
 */
export function jobText(job: Job): string {
  const known = texts.get(job);
  if (known !== undefined) return known;
  const { image, command, entrypoint } = job.container;
  // Put together piece by piece: ten thousand lists that are joined would be felt while jobs stream in.
  let text = job.id;
  for (const part of [job.name, job.owner, job.presetName, image, entrypoint, command, job.description]) {
    if (part !== undefined) text += `\n${part}`;
  }
  for (const tag of job.tags) text += `\n${tag}`;
  text = text.toLowerCase();
  texts.set(job, text);
  return text;
}
