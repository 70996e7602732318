/** The address of a job below `/api/v1`, or of something of it: `/jobs/job-1/log`. */
export function jobPath(idOrName: string, ...rest: string[]): string {
  return `/${["jobs", idOrName, ...rest].map(encodeURIComponent).join("/")}`;
}
