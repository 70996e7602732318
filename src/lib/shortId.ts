const UUID_JOB_ID = /^(job-[0-9a-f]{8})-[0-9a-f-]{27}$/;

/** The beginning of a job's id that tells jobs apart for people: `job-1a2b3c4d`. An id of another form stays whole. */
export function shortId(id: string): string {
  return UUID_JOB_ID.exec(id)?.[1] ?? id;
}

/** What people call the job: its name, or the short form of its id. */
export function jobLabel(job: { readonly id: string; readonly name?: string | undefined }): string {
  return job.name ?? shortId(job.id);
}
