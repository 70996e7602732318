import { ActionIcon, Button, Input } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useRef, type ReactNode } from "react";
import { appendRow, removeRow, type Row } from "../rows.ts";
import type { FormField } from "../startForm.ts";
import type { FormControl } from "../useStartForm.ts";
import classes from "./RowsField.module.css";

export interface RowsFieldProps<R extends Row> {
  readonly control: FormControl;
  readonly field: FormField;
  readonly legend: string;
  /** Below an empty list: what it is for. */
  readonly hint: string;
  /** Beside the button, once there are rows. */
  readonly rowsHint?: string;
  readonly addLabel: string;
  readonly rows: readonly R[];
  readonly blank: Omit<R, "key">;
  readonly onChange: (rows: readonly R[]) => void;
  /** What a row is called, for the button that removes it. */
  readonly nameOf: (row: R, number: number) => string;
  readonly children: (row: R, number: number) => ReactNode;
}

/** A list of rows that grows and shrinks. What the cluster cannot do takes no new rows and says why. */
export function RowsField<R extends Row>(props: RowsFieldProps<R>) {
  const { control, field, legend, rows, onChange, nameOf } = props;
  const addButton = useRef<HTMLButtonElement>(null);
  const reason = control.unavailable(field);
  const error = control.errors[field];
  const noteId = `${field}-note`;
  const note = reason ?? (rows.length === 0 ? props.hint : props.rowsHint);
  return (
    <fieldset className={classes.fieldset} aria-describedby={error || note ? noteId : undefined}>
      <legend className={classes.legend}>{legend}</legend>
      {rows.map((row, index) => (
        <div key={row.key} className={classes.row}>
          <div className={classes.inputs}>{props.children(row, index + 1)}</div>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={32}
            aria-label={`Remove ${nameOf(row, index + 1)}`}
            title="Remove"
            onClick={() => {
              onChange(removeRow(rows, row.key));
              addButton.current?.focus();
            }}
          >
            <IconX size={14} />
          </ActionIcon>
        </div>
      ))}
      <div className={classes.foot}>
        <Button
          ref={addButton}
          variant="default"
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden />}
          disabled={reason !== undefined}
          title={reason}
          onClick={() => onChange(appendRow(rows, props.blank))}
        >
          {props.addLabel}
        </Button>
        {error ? (
          <Input.Error id={noteId}>{error}</Input.Error>
        ) : (
          note && (
            <span id={noteId} className={classes.hint}>
              {note}
            </span>
          )
        )}
      </div>
    </fieldset>
  );
}
