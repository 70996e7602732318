/** How many jobs of one user may run at a time. A job has its place from being let in until its end. */
export interface JobsQuota {
  /** Gives a job its place, though it be one too many: what was let in stays in when the quota is lowered. */
  enter(jobId: string, owner: string): void;
  /** Gives a job's place back, if it has one. */
  leave(jobId: string): void;
  /** Whether the job has its place, or would find one. */
  admits(jobId: string, owner: string): boolean;
  /** How many more jobs the user may run; infinite without a quota. */
  left(owner: string): number;
  /** How much of the quota is used, in words. */
  describe(owner: string): string;
}

/** @param limit jobs a user; 0: as many as there is room for */
export function createJobsQuota(limit: number): JobsQuota {
  const owners = new Map<string, string>();
  const countOf = (owner: string) => [...owners.values()].filter((other) => other === owner).length;
  const left = (owner: string) => (limit === 0 ? Infinity : Math.max(0, limit - countOf(owner)));
  return {
    enter: (jobId, owner) => void owners.set(jobId, owner),
    leave: (jobId) => void owners.delete(jobId),
    admits: (jobId, owner) => owners.has(jobId) || left(owner) > 0,
    left,
    describe: (owner) => `${countOf(owner)} of ${limit} ${limit === 1 ? "job runs or is" : "jobs run or are"} about to`,
  };
}
