import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Job } from "../../../contract/job.ts";
import { isFinished } from "../../../contract/status.ts";
import { jobQuery, refreshJobs } from "../../api/queries/jobs.ts";
import { jobLabel, shortId } from "../../lib/shortId.ts";
import { DialogForm } from "../../ui/dialog/DialogForm.tsx";
import { DialogText } from "../../ui/dialog/DialogFrame.tsx";
import { useClient } from "../ClientContext.ts";
import { RunTime } from "./RunTime.tsx";

export interface KillDialogProps {
  /** As it was when the question was asked. */
  readonly job: Job;
  readonly opened: boolean;
  readonly onClose: () => void;
  /** Called once the dialog is off the screen. */
  readonly onClosed: () => void;
}

/** Asks once whether to end the job, names it, and stays until the platform has taken the order. */
export default function KillDialog({ job: asked, opened, onClose, onClosed }: KillDialogProps) {
  const client = useClient();
  const queryClient = useQueryClient();
  const { data: job = asked } = useQuery({ ...jobQuery(client, asked.id), enabled: opened });
  const kill = useMutation({
    mutationFn: () => client.kill(asked.id),
    onSuccess: () => refreshJobs(queryClient, [asked.id]),
  });
  // What was done stands until the dialog is off the screen, so that its words do not change while it fades.
  const forget = () => {
    kill.reset();
    onClosed();
  };
  const isOver = isFinished(job.status) && !kill.isPending && !kill.isSuccess;
  return (
    <DialogForm
      title={`Kill ${jobLabel(asked)}?`}
      submitLabel={isOver ? undefined : "Kill the job"}
      isDestructive
      isPending={kill.isPending}
      error={kill.error}
      opened={opened}
      onSubmit={() => kill.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
      onClosed={forget}
    >
      <DialogText>{isOver ? "The job has ended in the meantime." : <Consequence job={job} />}</DialogText>
    </DialogForm>
  );
}

function Consequence({ job }: { readonly job: Job }) {
  return (
    <>
      <span className="jd-mono">{shortId(job.id)}</span> of {job.owner}{" "}
      {job.history.startedAtMs === undefined ? (
        "has not started yet and will not."
      ) : (
        <>
          has run for <RunTime job={job} />. All it runs is ended for good; its log stays.
        </>
      )}
    </>
  );
}
