import { Button, Modal } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Job } from "../../../../contract/job.ts";
import { useClient } from "../../../components/ClientContext.ts";
import { useCan } from "../../../components/jobs/useCan.ts";
import { askWords, jobsCount } from "../../../components/jobs/bulk/bulkWords.ts";
import { jobLabel } from "../../../lib/shortId.ts";
import { bulkReasons, canBulk, startBulkRun } from "../../../state/bulkRunner.ts";
import type { BulkAction } from "../../../state/bulkRuns.ts";
import classes from "./BulkBar.module.css";

export interface BulkDialogProps {
  readonly action: BulkAction;
  /** The selected ones: those it is not possible with are left out. */
  readonly jobs: readonly Job[];
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onStarted: () => void;
}

const CONSEQUENCES: Readonly<Record<BulkAction, string>> = {
  kill: "All they run is ended for good; their logs stay.",
  rerun: "Each is started as a new job with what it was given, and costs what it costs.",
  delete: "They and their logs are gone for good.",
};

const MOST_NAMES = 100;

/** Asks once, and names what is at stake. */
export function BulkDialog({ action, jobs, opened, onClose, onStarted }: BulkDialogProps) {
  const client = useClient();
  const cache = useQueryClient();
  const can = useCan();
  // What is asked about stands: jobs that change meanwhile are looked at again when it is their turn.
  const [asked, setAsked] = useState({ action, jobs, opened: false });
  if (opened && (!asked.opened || asked.action !== action)) setAsked({ action, jobs, opened });
  if (!opened && asked.opened) setAsked({ ...asked, opened });
  const possible = asked.jobs.filter((job) => canBulk(can, asked.action, job).allowed);
  const start = () => {
    onClose();
    onStarted();
    // How it goes is told by the tray, on whatever page the user is by then.
    void startBulkRun({ client, cache, can }, asked.action, possible);
  };
  return (
    <Modal.Root opened={opened} onClose={onClose} centered size="sm" transitionProps={{ duration: 100 }}>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body>
          <Modal.Title className={classes.title}>{askWords(asked.action, possible.length)}?</Modal.Title>
          <Names jobs={possible} />
          <p className={classes.text}>{CONSEQUENCES[asked.action]}</p>
          {possible.length < asked.jobs.length && (
            <LeftOut count={asked.jobs.length - possible.length} reasons={bulkReasons(can, asked.action, asked.jobs)} />
          )}
          <div className={classes.buttons}>
            <Button variant="default" onClick={onClose} data-autofocus>
              Cancel
            </Button>
            <Button color={asked.action === "rerun" ? undefined : "red.9"} onClick={start}>
              {askWords(asked.action, possible.length)}
            </Button>
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function Names({ jobs }: { readonly jobs: readonly Job[] }) {
  return (
    <ul className={classes.names} tabIndex={0} aria-label="Jobs">
      {jobs.slice(0, MOST_NAMES).map((job) => (
        <li key={job.id}>
          <span>{jobLabel(job)}</span>
          <span>{job.owner}</span>
        </li>
      ))}
      {jobs.length > MOST_NAMES && <li>and {(jobs.length - MOST_NAMES).toLocaleString("en")} more</li>}
    </ul>
  );
}

function LeftOut({ count, reasons }: { readonly count: number; readonly reasons: string }) {
  return (
    <p className={classes.text}>
      {jobsCount(count)} of the selection {count === 1 ? "is" : "are"} left out. {reasons}
    </p>
  );
}
