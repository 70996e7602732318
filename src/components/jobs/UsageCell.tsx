import type { Job } from "../../../contract/job.ts";

/** What a running job uses, as small curves: the place is kept for them. */
export function UsageCell(props: { readonly job: Job }) {
  void props.job;
  return null;
}
