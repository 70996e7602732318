import { Menu } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { Job } from "../../../../contract/job.ts";
import type { JobAction } from "../../../api/can.ts";
import { useClient } from "../../../components/ClientContext.ts";
import { useCan } from "../../../components/jobs/useCan.ts";
import { routes } from "../../../paths.ts";
import { startBulkRun } from "../../../state/bulkRunner.ts";
import { jobAddress } from "./jobAddress.ts";
import classes from "./RowMenu.module.css";
import { canCompare, useCompare } from "./useCompare.ts";

export interface RowMenuProps {
  readonly job: Job;
  /** Where it opens, in pixels of the window. */
  readonly at: { readonly x: number; readonly y: number };
  readonly selectedIds: ReadonlySet<string>;
  readonly onPreview: () => void;
  readonly onSelect: () => void;
  readonly onKill: () => void;
  readonly onSearch: (query: string) => void;
  readonly onClose: () => void;
}

/** All that can be done with one job of the list. */
export default function RowMenu(props: RowMenuProps) {
  const { job, at, selectedIds, onPreview, onSelect, onKill, onClose } = props;
  const navigate = useNavigate();
  const client = useClient();
  const cache = useQueryClient();
  const clipboard = useClipboard();
  const can = useCan();
  const params = { jobId: job.id };
  const isSelected = selectedIds.has(job.id);
  const blocked = (action: JobAction) => {
    const permission = can(action, job);
    return permission.allowed ? {} : { disabled: true, title: permission.reason };
  };
  const runAgain = () => void startBulkRun({ client, cache, can }, "rerun", [job]);
  return (
    <Menu
      opened
      onClose={onClose}
      position="bottom-start"
      offset={2}
      width={220}
      returnFocus={false}
      // Within the page: a menu outside of it is in no landmark.
      withinPortal={false}
      floatingStrategy="fixed"
      // Where there is room for it neither below nor above, it lies over the row rather than beyond the window.
      middlewares={{ flip: true, shift: { crossAxis: true, padding: 8 } }}
      withInitialFocusPlaceholder={false}
      transitionProps={{ duration: 80 }}
      classNames={{ item: classes.item, dropdown: classes.dropdown }}
    >
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          aria-label="Actions"
          className={classes.anchor}
          style={{ left: at.x, top: at.y }}
        />
      </Menu.Target>
      <Menu.Dropdown aria-label={`Actions for ${job.name ?? job.id}`}>
        <Menu.Item rightSection={<kbd>↵</kbd>} onClick={() => void navigate({ to: routes.job, params })}>
          Open
        </Menu.Item>
        <Menu.Item component="a" href={jobAddress(job.id)} target="_blank">
          Open in new tab
        </Menu.Item>
        <Menu.Item rightSection={<kbd>P</kbd>} onClick={onPreview}>
          Preview
        </Menu.Item>
        <Menu.Item rightSection={<kbd>Space</kbd>} onClick={onSelect}>
          {isSelected ? "Take out of the selection" : "Select"}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => void navigate({ to: routes.jobLogs, params })} {...blocked("logs")}>
          Logs
        </Menu.Item>
        <Menu.Item onClick={() => void navigate({ to: routes.jobTerminal, params })} {...blocked("exec")}>
          Terminal
        </Menu.Item>
        <Menu.Item onClick={() => void navigate({ to: routes.jobMetrics, params })} {...blocked("metrics")}>
          Metrics
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={runAgain} {...blocked("rerun")}>
          Run again
        </Menu.Item>
        <CompareItem jobId={job.id} selectedIds={selectedIds} />
        <Menu.Item onClick={() => clipboard.copy(job.id)}>Copy id</Menu.Item>
        <FilterItems job={job} onSearch={props.onSearch} />
        <Menu.Divider />
        <Menu.Item className={classes.danger} onClick={onKill} {...blocked("kill")}>
          Kill …
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Goes to the page that compares, with the selected jobs and this one. */
function CompareItem({ jobId, selectedIds }: { readonly jobId: string; readonly selectedIds: ReadonlySet<string> }) {
  const compare = useCompare();
  const others = [...selectedIds].filter((id) => id !== jobId);
  const ids = [jobId, ...others];
  const permission = canCompare(ids.length);
  return (
    <Menu.Item
      disabled={!permission.allowed}
      title={permission.allowed ? undefined : permission.reason}
      onClick={() => compare(ids)}
    >
      {others.length === 0 ? "Compare" : `Compare with ${others.length} selected`}
    </Menu.Item>
  );
}

function FilterItems({ job, onSearch }: Pick<RowMenuProps, "job" | "onSearch">) {
  const filters = [
    ["owner", job.owner],
    ["preset", job.presetName],
    ["project", job.projectName],
    ["image", job.container.image],
  ] as const;
  return (
    <>
      <Menu.Divider />
      {filters.map(
        ([key, value]) =>
          value !== undefined && (
            <Menu.Item key={key} onClick={() => onSearch(filterToken(key, value))}>
              <span className={classes.filter}>
                Filter by {key} <b>{value}</b>
              </span>
            </Menu.Item>
          ),
      )}
    </>
  );
}

/** One word of the search: quoted where its value would be several. */
function filterToken(key: string, value: string): string {
  return /[\s",]/.test(value) ? `${key}:"${value.replaceAll('"', "")}"` : `${key}:${value}`;
}
