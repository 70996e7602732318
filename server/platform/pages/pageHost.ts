/** Which job, and which port of it, a host name below the jobs' domain means. */
export type PageHost =
  | { readonly kind: "id"; readonly jobId: string; /** Undefined: the job's own HTTP port. */ readonly port?: number }
  | { readonly kind: "name"; readonly name: string; readonly projectName: string };

/** A DNS label has no more characters. */
const MAX_LABEL_LENGTH = 63;
const JOB_ID = /^job-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MAX_PORT = 65_535;

/**
 * What stands before the jobs' domain in a host: `job-1` of `JOB-1.jobs.localhost:8080`; undefined for a host that is
 * not below the domain.
 */
export function labelOf(host: string | undefined, domain: string): string | undefined {
  const name = (host ?? "").toLowerCase().replace(/:\d*$/, "").replace(/\.$/, "");
  return name.endsWith(`.${domain}`) ? name.slice(0, -domain.length - 1) : undefined;
}

/** Reads `JOB-ID`, `JOB-ID--PORT` or `NAME--PROJECT`; neither a name nor a project has two dashes in a row. */
export function readLabel(label: string): PageHost | undefined {
  const [first = "", second, ...more] = label.split("--");
  if (first === "" || more.length > 0) return undefined;
  if (second === undefined) return JOB_ID.test(first) ? { kind: "id", jobId: first } : undefined;
  if (!JOB_ID.test(first)) return second === "" ? undefined : { kind: "name", name: first, projectName: second };
  const port = Number(second);
  return /^[1-9]\d*$/.test(second) && port <= MAX_PORT ? { kind: "id", jobId: first, port } : undefined;
}

/** The label of a job, or of one of its ports. */
export function idLabel(jobId: string, port?: number): string {
  return port === undefined ? jobId : `${jobId}--${port}`;
}

/** The label of a job by its name; undefined where it has none, or one that does not fit or looks like an id. */
export function nameLabel(name: string | undefined, projectName: string): string | undefined {
  if (name === undefined || JOB_ID.test(name)) return undefined;
  const label = `${name}--${projectName}`;
  return label.length <= MAX_LABEL_LENGTH ? label : undefined;
}
