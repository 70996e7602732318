import { Checkbox } from "@mantine/core";
import { IconChevronDown, IconChevronUp, IconGripVertical } from "@tabler/icons-react";
import { useState, type DragEvent } from "react";
import { COLUMN_TRAITS, JOB_COLUMNS, moveColumn, toggleColumn, type JobColumn } from "../../../lib/jobColumns.ts";
import classes from "./DisplayPanel.module.css";
import type { TableColumns } from "./useTableColumns.ts";

export interface ColumnListProps {
  readonly columns: readonly JobColumn[];
  readonly onChoose: TableColumns["choose"];
}

/** Which columns are shown and in which order: dragged, or moved by buttons. */
export function ColumnList({ columns, onChoose }: ColumnListProps) {
  const [dragged, setDragged] = useState<JobColumn>();
  const hidden = JOB_COLUMNS.filter((column) => !columns.includes(column));
  const move = (column: JobColumn, toIndex: number) => onChoose({ columns: moveColumn(columns, column, toIndex) });
  const over = (event: DragEvent, index: number) => {
    event.preventDefault();
    if (dragged && columns.indexOf(dragged) !== index) move(dragged, index);
  };
  return (
    <fieldset className={classes.columns}>
      <legend>Columns</legend>
      <ul>
        {columns.map((column, index) => (
          <li
            key={column}
            draggable
            data-dragged={column === dragged || undefined}
            onDragStart={() => setDragged(column)}
            onDragEnd={() => setDragged(undefined)}
            onDragOver={(event) => over(event, index)}
          >
            <IconGripVertical size={14} aria-hidden className={classes.grip} />
            <Box column={column} columns={columns} onChoose={onChoose} />
            <MoveButton column={column} disabled={index === 0} onMove={() => move(column, index - 1)} isUp />
            <MoveButton
              column={column}
              disabled={index === columns.length - 1}
              onMove={() => move(column, index + 1)}
              isUp={false}
            />
          </li>
        ))}
        {hidden.map((column) => (
          <li key={column}>
            <span className={classes.noGrip} />
            <Box column={column} columns={columns} onChoose={onChoose} />
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

interface BoxProps extends ColumnListProps {
  readonly column: JobColumn;
}

function Box({ column, columns, onChoose }: BoxProps) {
  const checked = columns.includes(column);
  return (
    <Checkbox
      size="xs"
      className={classes.box}
      label={COLUMN_TRAITS[column].label}
      checked={checked}
      disabled={checked && columns.length === 1}
      onChange={() => onChoose({ columns: toggleColumn(columns, column) })}
    />
  );
}

interface MoveButtonProps {
  readonly column: JobColumn;
  readonly disabled: boolean;
  readonly isUp: boolean;
  readonly onMove: () => void;
}

function MoveButton({ column, disabled, isUp, onMove }: MoveButtonProps) {
  const Chevron = isUp ? IconChevronUp : IconChevronDown;
  return (
    <button
      type="button"
      className={classes.move}
      aria-label={`Move ${COLUMN_TRAITS[column].label} ${isUp ? "up" : "down"}`}
      // Stays focusable at the end of its way, so that the keyboard does not lose its place.
      aria-disabled={disabled}
      onClick={() => !disabled && onMove()}
    >
      <Chevron size={14} aria-hidden />
    </button>
  );
}
