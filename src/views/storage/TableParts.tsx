import { ActionIcon } from "@mantine/core";
import type { ReactNode } from "react";
import type { Permission } from "../../api/can.ts";
import { disabledProps } from "../../components/jobs/disabledProps.ts";
import classes from "./StoragePage.module.css";

/** The kinds of columns of the tables; `wide` ones are left out on narrow screens. */
type ColumnKind = "number" | "time" | "status" | "owner" | "uri" | "wide";

interface HeadCellProps {
  readonly kinds?: readonly ColumnKind[];
  readonly children: ReactNode;
}

/** The head of a column. */
export function HeadCell({ kinds = [], children }: HeadCellProps) {
  return (
    <th scope="col" className={kinds.map((kind) => classes[kind]).join(" ") || undefined}>
      {children}
    </th>
  );
}

/** The head of the column of buttons, which only screen readers need. */
export function ButtonsHeadCell() {
  return (
    <th scope="col" className={classes.buttons}>
      <span className="jd-visually-hidden">Actions</span>
    </th>
  );
}

export interface RowButtonProps {
  /** `Delete train.csv`. */
  readonly label: string;
  /** Without the name of what it is done to; the label's first word unless said otherwise. */
  readonly title?: string;
  readonly icon: ReactNode;
  readonly isPending?: boolean;
  /** Allowed where left out. */
  readonly permission?: Permission;
  readonly onClick: () => void;
}

/** A button at the end of a row. */
export function RowButton({ label, title, icon, isPending, permission, onClick }: RowButtonProps) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={label}
      title={title ?? label.split(" ", 1)[0]}
      loading={isPending}
      onClick={onClick}
      {...(permission && disabledProps(permission))}
    >
      {icon}
    </ActionIcon>
  );
}
