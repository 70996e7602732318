import { jobLabel, shortId } from "../../../lib/shortId.ts";
import { DialogForm } from "../../../ui/dialog/DialogForm.tsx";
import { DialogText } from "../../../ui/dialog/DialogFrame.tsx";
import type { JobDialogProps } from "./jobDialog.ts";
import { useOrder } from "./useOrder.ts";

/** Asks once whether to delete what a finished job has written. */
export default function DeleteLogDialog({ job, ...dialog }: JobDialogProps) {
  const drop = useOrder<void>(
    job,
    (client) => client.dropLog(job.id),
    () => `Deleted the log of ${jobLabel(job)}.`,
  );
  return (
    <DialogForm
      {...dialog}
      title={`Delete the log of ${jobLabel(job)}?`}
      submitLabel="Delete the log"
      isDestructive
      isPending={drop.isPending}
      error={drop.error}
      onSubmit={() => drop.mutate(undefined, { onSuccess: dialog.onClose })}
    >
      <DialogText>
        All that <span className="jd-mono">{shortId(job.id)}</span> of {job.owner} has written is gone for good. The job
        itself and its history stay.
      </DialogText>
    </DialogForm>
  );
}
