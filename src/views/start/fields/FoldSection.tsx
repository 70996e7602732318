import { IconChevronRight } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import { FIELD_LABELS, isSet, type FormField } from "../startForm.ts";
import classes from "../StartPage.module.css";
import type { FormControl } from "../useStartForm.ts";

export interface FoldSectionProps {
  readonly title: string;
  readonly control: FormControl;
  /** What is in it: the fold opens by itself when one of them is set or wrong. */
  readonly fields: readonly FormField[];
  /** What is in it too but opens the fold only when it is wrong. */
  readonly quietFields?: readonly FormField[];
  /** Whether it is open before anything in it is set. */
  readonly isOpenAtFirst?: boolean;
  readonly children: ReactNode;
}

/** What few jobs need, behind a fold that says what it holds. */
export function FoldSection({
  title,
  control: { form, errors },
  fields,
  quietFields = [],
  isOpenAtFirst = false,
  children,
}: FoldSectionProps) {
  const [isOpen, setIsOpen] = useState(() => isOpenAtFirst || fields.some((field) => isSet(form, field)));
  const isWrong = [...fields, ...quietFields].some((field) => errors[field] !== undefined);
  const set = fields.filter((field) => isSet(form, field)).map((field) => FIELD_LABELS[field]);
  const words = fields.map((field) => FIELD_LABELS[field].toLowerCase()).join(", ");
  return (
    <details
      className={classes.section}
      open={isOpen || isWrong}
      onToggle={(event) => setIsOpen(event.currentTarget.open)}
    >
      <summary className={classes.fold}>
        <IconChevronRight className={classes.chevron} size={16} aria-hidden />
        <h2 className={classes.sectionTitle}>{title}</h2>
        <span className={classes.foldHint}>{set.length > 0 ? `Set: ${set.join(", ")}` : words}</span>
      </summary>
      <div className={classes.folded}>{children}</div>
    </details>
  );
}
