import {
  IconBan,
  IconCircleCheck,
  IconCircleDashed,
  IconCirclePause,
  IconCirclePlay,
  IconCircleX,
  IconHelpCircle,
  type Icon,
} from "@tabler/icons-react";
import type { JobStatus } from "../../../contract/status.ts";
import { statusLabel } from "../../lib/reasons.ts";
import classes from "./StatusBadge.module.css";

const ICONS: Record<JobStatus, Icon> = {
  pending: IconCircleDashed,
  suspended: IconCirclePause,
  running: IconCirclePlay,
  succeeded: IconCircleCheck,
  failed: IconCircleX,
  cancelled: IconBan,
  unknown: IconHelpCircle,
};

export interface StatusBadgeProps {
  readonly status: JobStatus;
  /** What stands behind the status, on hover: the reason in words. */
  readonly title?: string;
}

/** A job's status as a symbol of its own shape, a word and a colour. */
export function StatusBadge({ status, title }: StatusBadgeProps) {
  return (
    <span className={classes.badge} data-status={status} title={title}>
      <StatusIcon status={status} />
      {statusLabel(status)}
    </span>
  );
}

/** The symbol alone, where the word stands elsewhere. */
export function StatusIcon({ status }: { readonly status: JobStatus }) {
  const Symbol = ICONS[status];
  return <Symbol className={classes.icon} data-status={status} size={14} stroke={2} aria-hidden />;
}
