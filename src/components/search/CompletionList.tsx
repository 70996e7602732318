import type { Completion } from "../../lib/jobSearch/completions.ts";
import { ListOption, optionId, UNFOCUSED_LIST } from "../../ui/ListOption.tsx";
import classes from "./SearchField.module.css";

export interface CompletionListProps {
  readonly id: string;
  readonly items: readonly Completion[];
  /** The one that Enter takes; -1 when none. */
  readonly active: number;
  readonly onPick: (item: Completion) => void;
}

/** What may follow, under the field; the focus stays in the field. */
export function CompletionList({ id, items, active, onPick }: CompletionListProps) {
  return (
    <div className={classes.completions}>
      <div id={id} aria-label="Completions" className={classes.options} {...UNFOCUSED_LIST}>
        {items.map((item, index) => (
          <ListOption
            key={item.label}
            id={optionId(id, index)}
            isActive={index === active}
            className={classes.option}
            onPick={() => onPick(item)}
          >
            <span className={classes.label}>{item.label}</span>
            <span className={classes.meaning}>{item.meaning}</span>
            {item.count !== undefined && (
              <span className={`jd-num ${classes.optionCount}`}>
                {item.count}
                <span className="jd-visually-hidden">{item.count === 1 ? " job" : " jobs"}</span>
              </span>
            )}
          </ListOption>
        ))}
      </div>
      <p className={classes.help} aria-hidden>
        <kbd>↑</kbd> <kbd>↓</kbd> to choose · <kbd>Tab</kbd> or <kbd>Enter</kbd> to take · <kbd>-</kbd> before it for
        the opposite
      </p>
    </div>
  );
}
