import { Alert, Button, Modal } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Job } from "../../../contract/job.ts";
import { isFinished } from "../../../contract/status.ts";
import { refreshJobs } from "../../api/queries/jobs.ts";
import { jobLabel, shortId } from "../../lib/shortId.ts";
import { useClient } from "../ClientContext.ts";
import classes from "./KillDialog.module.css";
import { RunTime } from "./RunTime.tsx";

export interface KillDialogProps {
  readonly job: Job;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Asks once whether to end the job, names it, and stays until the platform has taken the order. */
export default function KillDialog({ job, opened, onClose }: KillDialogProps) {
  const client = useClient();
  const queryClient = useQueryClient();
  const kill = useMutation({
    mutationFn: () => client.kill(job.id),
    onSuccess: () => refreshJobs(queryClient, [job.id]),
  });
  const close = () => {
    kill.reset();
    onClose();
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={`Kill ${jobLabel(job)}?`}
      centered
      size="sm"
      closeButtonProps={{ "aria-label": "Close" }}
      classNames={{ title: classes.title }}
      transitionProps={{ duration: 100 }}
    >
      {isFinished(job.status) ? (
        <p className={classes.text}>The job has ended in the meantime.</p>
      ) : (
        <p className={classes.text}>
          <span className="jd-mono">{shortId(job.id)}</span> of {job.owner}
          {job.history.startedAtMs === undefined ? " has not started yet. " : <RunningFor job={job} />}
          All it runs is ended for good. Its log stays.
        </p>
      )}
      {kill.error && (
        <Alert color="red" role="alert" className={classes.error}>
          {kill.error.message}
        </Alert>
      )}
      <div className={classes.buttons}>
        <Button variant="default" onClick={close} data-autofocus>
          {isFinished(job.status) ? "Close" : "Cancel"}
        </Button>
        {!isFinished(job.status) && (
          <Button color="red" loading={kill.isPending} onClick={() => kill.mutate(undefined, { onSuccess: close })}>
            Kill the job
          </Button>
        )}
      </div>
    </Modal>
  );
}

function RunningFor({ job }: { readonly job: Job }) {
  return (
    <>
      {" "}
      has run for <RunTime job={job} />.{" "}
    </>
  );
}
