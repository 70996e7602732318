import { Button, CloseButton, Menu } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import {
  IconColumns,
  IconCopy,
  IconDownload,
  IconFileText,
  IconPlayerStop,
  IconRefresh,
  IconTrash,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import type { Job } from "../../../../contract/job.ts";
import { jobsCount } from "../../../components/jobs/bulk/bulkWords.ts";
import { useCan } from "../../../components/jobs/useCan.ts";
import { disabledProps } from "../../../components/jobs/disabledProps.ts";
import type { JobColumn } from "../../../lib/jobColumns.ts";
import { routes } from "../../../paths.ts";
import { bulkReasons, canBulk } from "../../../state/bulkRunner.ts";
import type { BulkAction } from "../../../state/bulkRuns.ts";
import classes from "./BulkBar.module.css";
import { BulkDialog } from "./BulkDialog.tsx";
import { downloadJobs } from "./downloadJobs.ts";
import { canCompare, useCompare } from "./useCompare.ts";

export interface BulkBarProps {
  /** The selected ones. */
  readonly jobs: readonly Job[];
  /** Those that are shown: what a CSV file has. */
  readonly columns: readonly JobColumn[];
  readonly onClear: () => void;
}

/** What can be done with the selected jobs. */
export default function BulkBar({ jobs, columns, onClear }: BulkBarProps) {
  const [question, setQuestion] = useState<BulkAction>();
  const [isAsking, setIsAsking] = useState(false);
  const ask = (action: BulkAction) => {
    setQuestion(action);
    setIsAsking(true);
  };
  return (
    <>
      <div ref={makeRoom} className={classes.bar} role="toolbar" aria-label="Selected jobs">
        <span className={`jd-num ${classes.count}`}>{jobsCount(jobs.length)} selected</span>
        <ActionButton action="kill" jobs={jobs} icon={<IconPlayerStop size={14} aria-hidden />} onAsk={ask}>
          Kill
        </ActionButton>
        <ActionButton action="rerun" jobs={jobs} icon={<IconRefresh size={14} aria-hidden />} onAsk={ask}>
          Run again
        </ActionButton>
        <Button
          {...IN_BAR}
          leftSection={<IconFileText size={14} aria-hidden />}
          renderRoot={(props) => (
            <Link to={routes.logs} search={{ jobs: jobs.map((job) => job.id).join(",") }} {...props} />
          )}
        >
          Logs
        </Button>
        <CompareButton jobs={jobs} />
        <CopyIds jobs={jobs} />
        <ExportMenu jobs={jobs} columns={columns} />
        <ActionButton action="delete" jobs={jobs} icon={<IconTrash size={14} aria-hidden />} onAsk={ask}>
          Delete
        </ActionButton>
        <CloseButton size="sm" className={classes.close} aria-label="Clear the selection" onClick={onClear} />
      </div>
      {question && (
        <BulkDialog
          action={question}
          jobs={jobs}
          opened={isAsking}
          onClose={() => setIsAsking(false)}
          onStarted={onClear}
        />
      )}
    </>
  );
}

/** The end of the list can be scrolled out from under the bar. */
function makeRoom(bar: HTMLElement | null): (() => void) | undefined {
  if (!bar) return undefined;
  const { style } = document.documentElement;
  style.setProperty("--jd-bar", `${bar.offsetHeight}px`);
  return () => void style.removeProperty("--jd-bar");
}

/** How every button of the bar looks. */
const IN_BAR = { variant: "subtle", color: "gray", size: "compact-sm", className: classes.button };

interface ActionButtonProps {
  readonly action: BulkAction;
  readonly jobs: readonly Job[];
  readonly icon: ReactNode;
  readonly onAsk: (action: BulkAction) => void;
  readonly children: string;
}

/** Disabled with the reason where none of the jobs can be done. */
function ActionButton({ action, jobs, icon, onAsk, children }: ActionButtonProps) {
  const can = useCan();
  const isPossible = jobs.some((job) => canBulk(can, action, job).allowed);
  return (
    <Button
      {...IN_BAR}
      leftSection={icon}
      onClick={() => onAsk(action)}
      {...disabledProps(isPossible ? { allowed: true } : { allowed: false, reason: bulkReasons(can, action, jobs) })}
    >
      {children}
    </Button>
  );
}

function CompareButton({ jobs }: { readonly jobs: readonly Job[] }) {
  const compare = useCompare();
  return (
    <Button
      {...IN_BAR}
      leftSection={<IconColumns size={14} aria-hidden />}
      onClick={() => compare(jobs.map((job) => job.id))}
      {...disabledProps(canCompare(jobs.length))}
    >
      Compare
    </Button>
  );
}

function CopyIds({ jobs }: { readonly jobs: readonly Job[] }) {
  const clipboard = useClipboard({ timeout: 1500 });
  return (
    <Button
      {...IN_BAR}
      leftSection={<IconCopy size={14} aria-hidden />}
      onClick={() => clipboard.copy(jobs.map((job) => job.id).join("\n"))}
    >
      <span role="status">{clipboard.error ? "Could not copy" : clipboard.copied ? "Copied" : "Copy ids"}</span>
    </Button>
  );
}

function ExportMenu({ jobs, columns }: Pick<BulkBarProps, "jobs" | "columns">) {
  return (
    <Menu position="top" withinPortal={false} withInitialFocusPlaceholder={false} transitionProps={{ duration: 80 }}>
      <Menu.Target>
        <Button {...IN_BAR} leftSection={<IconDownload size={14} aria-hidden />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => downloadJobs(jobs, columns, "csv")}>CSV, the columns shown</Menu.Item>
        <Menu.Item onClick={() => downloadJobs(jobs, columns, "json")}>JSON, everything</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
