import { Modal } from "@mantine/core";
import { isFinished } from "../../../../contract/status.ts";
import type { Job } from "../../../../contract/job.ts";
import { flatBodyOf } from "../../../api/startPayloadOf.ts";
import { EquivalentHead, EquivalentTabs } from "../../../components/equivalents/EquivalentTabs.tsx";
import { jobLabel } from "../../../lib/shortId.ts";
import type { JobDialogProps } from "./jobDialog.ts";

/** What starts the same job again from outside of the browser. */
export default function AsCommandDialog({ job, opened, onClose, onClosed }: JobDialogProps) {
  // The name of a job that has ended is free again.
  const name = isFinished(job.status) ? job.name : undefined;
  const { request, own } = flatBodyOf(job);
  return (
    <Modal.Root
      opened={opened}
      onClose={onClose}
      onExitTransitionEnd={onClosed}
      returnFocus={false}
      centered
      size="xl"
      transitionProps={{ duration: 100 }}
    >
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body>
          <EquivalentHead>
            <Modal.Title>Start {jobLabel(job)} again from elsewhere</Modal.Title>
            <Modal.CloseButton aria-label="Close" />
          </EquivalentHead>
          <EquivalentTabs job={{ request: { ...request, name }, ...(own && { own }) }} notes={notesOf(job)} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function notesOf(job: Job): string[] {
  if (job.name === undefined || isFinished(job.status)) return [];
  return [`The name ${job.name} is left out: no other job can have it while this one lives.`];
}
