import { IconArrowUp } from "@tabler/icons-react";
import classes from "./Table.module.css";

export interface NewJobsPillProps {
  readonly count: number;
  readonly onShow: () => void;
}

/** Says how many new jobs wait until the user is ready for them. */
export function NewJobsPill({ count, onShow }: NewJobsPillProps) {
  return (
    <div className={classes.pillPlace} aria-live="polite">
      {count > 0 && (
        <button type="button" className={classes.pill} onClick={onShow}>
          <IconArrowUp size={13} aria-hidden />
          <span className="jd-num">{count.toLocaleString("en")} new</span>
        </button>
      )}
    </div>
  );
}
