import type { Job } from "../../../../contract/job.ts";

/** What the dialog of an action gets. */
export interface JobDialogProps {
  readonly job: Job;
  readonly opened: boolean;
  readonly onClose: () => void;
  /** Called once the dialog is off the screen. */
  readonly onClosed: () => void;
}
