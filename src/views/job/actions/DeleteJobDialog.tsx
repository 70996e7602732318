import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { forgetJobs, refreshJobs } from "../../../api/queries/jobs.ts";
import { useClient } from "../../../components/ClientContext.ts";
import { jobLabel, shortId } from "../../../lib/shortId.ts";
import { routes } from "../../../paths.ts";
import { notify } from "../../../state/notice.ts";
import { DialogForm } from "../../../ui/dialog/DialogForm.tsx";
import { DialogText } from "../../../ui/dialog/DialogFrame.tsx";
import type { JobDialogProps } from "./jobDialog.ts";

/** Asks once whether to delete a finished job, then goes back to the list. */
export default function DeleteJobDialog({ job, ...dialog }: JobDialogProps) {
  const client = useClient();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const drop = useMutation({
    mutationFn: () => client.drop(job.id),
    onSuccess: async () => {
      notify(`Deleted ${jobLabel(job)}.`);
      // The page goes first: a job that is forgotten while it is shown would be asked for again.
      await navigate({ to: routes.jobs, replace: true });
      forgetJobs(cache, [job.id]);
      await refreshJobs(cache, [job.id]);
    },
  });
  return (
    <DialogForm
      {...dialog}
      title={`Delete ${jobLabel(job)}?`}
      submitLabel="Delete the job"
      isDestructive
      isPending={drop.isPending || drop.isSuccess}
      error={drop.error}
      onSubmit={() => drop.mutate()}
    >
      <DialogText>
        <span className="jd-mono">{shortId(job.id)}</span> of {job.owner} is gone for good: its log, its history and
        what it was started with. It cannot be run again.
      </DialogText>
    </DialogForm>
  );
}
