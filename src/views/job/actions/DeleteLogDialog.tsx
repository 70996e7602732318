import { jobLabel, shortId } from "../../../lib/shortId.ts";
import { ActionDialog } from "./ActionDialog.tsx";
import classes from "./ActionDialog.module.css";
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
    <ActionDialog
      {...dialog}
      title={`Delete the log of ${jobLabel(job)}?`}
      submitLabel="Delete the log"
      isDestructive
      isPending={drop.isPending}
      error={drop.error}
      onSubmit={() => drop.mutate(undefined, { onSuccess: dialog.onClose })}
    >
      <p className={classes.text}>
        All that <span className="jd-mono">{shortId(job.id)}</span> of {job.owner} has written is gone for good. The job
        itself and its history stay.
      </p>
    </ActionDialog>
  );
}
