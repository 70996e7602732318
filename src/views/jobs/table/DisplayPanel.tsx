import { Button, NativeSelect, Popover } from "@mantine/core";
import type { Job } from "../../../../contract/job.ts";
import { COLUMN_TRAITS, JOB_COLUMNS, NO_CHOICE, type JobColumn } from "../../../lib/jobColumns.ts";
import { formatSort, NEWEST_FIRST, parseSort } from "../../../lib/jobSort.ts";
import { JOB_GROUPS } from "../../../paths.ts";
import { ColumnList } from "./ColumnList.tsx";
import classes from "./DisplayPanel.module.css";
import { downloadJobs } from "./downloadJobs.ts";
import type { ListPlace } from "./useListPlace.ts";
import type { TableColumns } from "./useTableColumns.ts";

export interface DisplayPanelProps {
  readonly place: Pick<ListPlace, "sort" | "group" | "sortBy" | "groupBy">;
  readonly columns: readonly JobColumn[];
  readonly onChoose: TableColumns["choose"];
  /** What is listed, in its order: what an export has. */
  readonly jobs: readonly Job[];
  /** Cards show always the same. */
  readonly hasColumns: boolean;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** What the list shows and how: groups, order, columns; and the way out into a file. */
export default function DisplayPanel(props: DisplayPanelProps) {
  const { columns, onChoose, jobs, hasColumns, opened, onClose } = props;
  return (
    <Popover
      opened={opened}
      onChange={(isOpen) => !isOpen && onClose()}
      onDismiss={onClose}
      position="bottom-end"
      offset={18}
      width={264}
      trapFocus
      withRoles={false}
      // The head cuts what is beyond its edge, where the anchor is when columns need more room than there is.
      hideDetached={false}
      transitionProps={{ duration: 80 }}
    >
      <Popover.Target>
        <span className={classes.anchor} />
      </Popover.Target>
      <Popover.Dropdown role="dialog" className={classes.panel} aria-label="Display">
        <Order {...props} />
        {hasColumns && <ColumnList columns={columns} onChoose={onChoose} />}
        <div className={classes.buttons}>
          <Button variant="default" size="compact-sm" onClick={() => downloadJobs(jobs, columns, "csv")}>
            Export CSV
          </Button>
          <Button variant="default" size="compact-sm" onClick={() => downloadJobs(jobs, columns, "json")}>
            Export JSON
          </Button>
          {hasColumns && (
            <Button variant="subtle" color="gray" size="compact-sm" onClick={() => onChoose(NO_CHOICE)}>
              Reset
            </Button>
          )}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

const SORTABLE = JOB_COLUMNS.filter((column) => COLUMN_TRAITS[column].isSortable);
const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

function Order({ place }: DisplayPanelProps) {
  const { sort, group, sortBy, groupBy } = place;
  return (
    <div className={classes.order}>
      <NativeSelect
        size="xs"
        label="Group by"
        value={group ?? ""}
        onChange={(event) => groupBy(JOB_GROUPS.find((known) => known === event.currentTarget.value))}
        data={[{ value: "", label: "Nothing" }, ...JOB_GROUPS.map((value) => ({ value, label: capital(value) }))]}
      />
      <NativeSelect
        size="xs"
        label="Order by"
        value={sort.column}
        onChange={(event) => {
          const column = parseSort(event.currentTarget.value).column;
          sortBy({ column, isDescending: COLUMN_TRAITS[column].align === "end" });
        }}
        data={SORTABLE.map((value) => ({ value, label: COLUMN_TRAITS[value].label }))}
      />
      <NativeSelect
        size="xs"
        label="Direction"
        value={sort.isDescending ? "-" : ""}
        onChange={(event) => sortBy({ ...sort, isDescending: event.currentTarget.value === "-" })}
        data={[
          { value: "-", label: sort.column === "created" ? "Newest first" : "Descending" },
          { value: "", label: sort.column === "created" ? "Oldest first" : "Ascending" },
        ]}
      />
      {formatSort(sort) !== undefined && (
        <button type="button" className={classes.link} onClick={() => sortBy(NEWEST_FIRST)}>
          Newest first again
        </button>
      )}
    </div>
  );
}
