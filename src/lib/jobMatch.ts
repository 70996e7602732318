import type { Job } from "../../contract/job.ts";

/** Everything that the free text filter looks at. */
export type SearchableJob = Pick<Job, "id" | "name" | "owner" | "tags" | "description" | "presetName"> & {
  readonly container: Pick<Job["container"], "image" | "command" | "entrypoint">;
};

const texts = new WeakMap<SearchableJob, string>();

/** A job's text is put together once: jobs that did not change keep their identity. */
function textOf(job: SearchableJob): string {
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

/**
 * Makes a filter of what the user typed: every word must be somewhere in the job's name, id, owner, preset, image,
 * command, description or tags, in upper or lower case; `tag:` before a word asks for that very tag.
 */
export function jobMatcher(query: string): (job: SearchableJob) => boolean {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return () => true;
  return (job) => {
    const text = textOf(job);
    return words.every((word) => {
      const tag = /^tag:(.+)$/.exec(word)?.[1];
      return text.includes(word) || (tag !== undefined && job.tags.some((known) => known.toLowerCase() === tag));
    });
  };
}
