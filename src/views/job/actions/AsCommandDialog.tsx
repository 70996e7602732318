import { isFinished } from "../../../../contract/status.ts";
import type { Job } from "../../../../contract/job.ts";
import { flatBodyOf } from "../../../api/startPayloadOf.ts";
import { EquivalentTabs } from "../../../components/equivalents/EquivalentTabs.tsx";
import { jobLabel } from "../../../lib/shortId.ts";
import { DialogFrame } from "../../../ui/dialog/DialogFrame.tsx";
import type { JobDialogProps } from "./jobDialog.ts";

/** What starts the same job again from outside of the browser. */
export default function AsCommandDialog({ job, ...dialog }: JobDialogProps) {
  // The name of a job that has ended is free again.
  const name = isFinished(job.status) ? job.name : undefined;
  const { request, own } = flatBodyOf(job);
  return (
    <DialogFrame {...dialog} size="xl" title={`Start ${jobLabel(job)} again from elsewhere`} hasCloseButton>
      <EquivalentTabs job={{ request: { ...request, name }, ...(own && { own }) }} notes={notesOf(job)} />
    </DialogFrame>
  );
}

function notesOf(job: Job): string[] {
  if (job.name === undefined || isFinished(job.status)) return [];
  return [`The name ${job.name} is left out: no other job can have it while this one lives.`];
}
