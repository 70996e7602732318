import { IconAlignLeft, IconDots, IconPlayerStop, IconTerminal2 } from "@tabler/icons-react";
import type { Job } from "../../../../contract/job.ts";
import { disabledProps } from "../../../components/jobs/disabledProps.ts";
import { jobLabel } from "../../../lib/shortId.ts";
import { jobAddress } from "./jobAddress.ts";
import classes from "./Table.module.css";

// Made once: a row that is drawn again has nothing to do for them.
const LOGS = <IconAlignLeft size={15} aria-hidden />;
const TERMINAL = <IconTerminal2 size={15} aria-hidden />;
const KILL = <IconPlayerStop size={15} aria-hidden />;
const MORE = <IconDots size={15} aria-hidden />;

/** Why some of it cannot be done now. */
export interface RowObstacles {
  /** Why no terminal can be opened; undefined when one can. */
  readonly noTerminalReason: string | undefined;
  /** Why it cannot be killed; undefined when it can. */
  readonly noKillReason: string | undefined;
}

export interface RowActionsProps extends RowObstacles {
  readonly job: Job;
  readonly tabIndex: number;
}

/**
 * What is done most with a job, beside its menu, which has it too. The rows listen to all clicks in one place and tell
 * them by `data-action`.
 */
export function RowActions({ job, noTerminalReason, noKillReason, tabIndex }: RowActionsProps) {
  const label = jobLabel(job);
  const common = { className: classes.action, tabIndex };
  return (
    <>
      <a
        href={`${jobAddress(job.id)}/logs`}
        data-action="logs"
        aria-label={`Logs of ${label}`}
        title="Logs"
        {...common}
      >
        {LOGS}
      </a>
      {noTerminalReason === undefined ? (
        <a
          href={`${jobAddress(job.id)}/terminal`}
          data-action="terminal"
          aria-label={`Terminal of ${label}`}
          title="Terminal"
          {...common}
        >
          {TERMINAL}
        </a>
      ) : (
        <button
          type="button"
          aria-label={`Terminal of ${label}`}
          {...common}
          {...disabledProps({ allowed: false, reason: noTerminalReason })}
        >
          {TERMINAL}
        </button>
      )}
      <button
        type="button"
        data-action="kill"
        aria-label={`Kill ${label}`}
        title="Kill"
        {...common}
        className={`${classes.action} ${classes.kill}`}
        {...disabledProps(noKillReason === undefined ? { allowed: true } : { allowed: false, reason: noKillReason })}
      >
        {KILL}
      </button>
    </>
  );
}

/** Opens the menu with all that can be done. */
export function MenuButton({ label, tabIndex }: { readonly label: string; readonly tabIndex: number }) {
  return (
    <button
      type="button"
      data-action="menu"
      aria-haspopup="menu"
      aria-label={`More for ${label}`}
      title="More"
      className={`${classes.action} ${classes.more}`}
      tabIndex={tabIndex}
    >
      {MORE}
    </button>
  );
}
