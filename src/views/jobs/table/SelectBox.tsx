import { IconCheck, IconMinus } from "@tabler/icons-react";
import classes from "./Table.module.css";

export interface SelectBoxProps {
  readonly checked: boolean | "mixed";
  readonly label: string;
  readonly tabIndex?: number;
  readonly onClick?: () => void;
}

/** Selects a row or all of them. A button: a browser's own box would take the focus from the rows. */
export function SelectBox({ checked, label, tabIndex, onClick }: SelectBoxProps) {
  const Mark = checked === "mixed" ? IconMinus : IconCheck;
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={checked}
      aria-label={label}
      tabIndex={tabIndex}
      data-action="select"
      className={classes.box}
      onClick={onClick}
    >
      {checked !== false && <Mark size={12} stroke={3} aria-hidden />}
    </button>
  );
}
