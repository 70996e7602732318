import { IconArrowUp } from "@tabler/icons-react";
import classes from "./Table.module.css";

export interface NewJobsPillProps {
  readonly count: number;
  readonly onShow: () => void;
  /** Whoever moves from the rows to it must still find it there. */
  readonly onHover: (isOver: boolean) => void;
}

/** Says how many new jobs wait until the user is ready for them. */
export function NewJobsPill({ count, onShow, onHover }: NewJobsPillProps) {
  return (
    <div className={classes.pillPlace} aria-live="polite">
      {count > 0 && (
        <button
          type="button"
          className={classes.pill}
          onClick={onShow}
          onPointerEnter={(event) => event.pointerType === "mouse" && onHover(true)}
          onPointerLeave={() => onHover(false)}
        >
          <IconArrowUp size={13} aria-hidden />
          <span className="jd-num">{count.toLocaleString("en")} new</span>
        </button>
      )}
    </div>
  );
}
