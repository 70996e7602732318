import { keyWords } from "../../lib/shortcuts/keys.ts";
import { isMac } from "../../lib/shortcuts/platform.ts";
import { SHORTCUTS, type ShortcutId } from "../../lib/shortcuts/table.ts";
import { jobLabel, shortId } from "../../lib/shortId.ts";
import { statusLabel } from "../../lib/reasons.ts";
import { ListOption, optionId, UNFOCUSED_LIST } from "../../ui/ListOption.tsx";
import { StatusIcon } from "../jobs/StatusBadge.tsx";
import { Keys } from "./Keys.tsx";
import classes from "./Palette.module.css";
import type { PaletteGroup, PaletteOption } from "./paletteGroups.ts";

export interface PaletteListProps {
  readonly id: string;
  readonly groups: readonly PaletteGroup[];
  /** The one that Enter does, by its place among all. */
  readonly active: number;
  readonly onActive: (index: number) => void;
  readonly onChoose: (index: number) => void;
}

/** What was found; the focus stays in the field above. */
export function PaletteList({ id, groups, active, onActive, onChoose }: PaletteListProps) {
  const starts = groups.map((_, index) => groups.slice(0, index).reduce((sum, { options }) => sum + options.length, 0));
  return (
    <div id={id} aria-label="Found" className={classes.list} {...UNFOCUSED_LIST}>
      {groups.map(({ name, options }, place) => (
        <div key={name} role="group" aria-label={name}>
          <div className={classes.group} aria-hidden>
            {name}
          </div>
          {options.map((option, offset) => {
            const index = (starts[place] ?? 0) + offset;
            return (
              <ListOption
                key={option.id}
                id={optionId(id, index)}
                isActive={index === active}
                className={classes.option}
                onNear={() => onActive(index)}
                onPick={() => onChoose(index)}
              >
                <OptionContent option={option} />
              </ListOption>
            );
          })}
        </div>
      ))}
    </div>
  );
}

function OptionContent({ option: { label, job, shortcut } }: { readonly option: PaletteOption }) {
  if (!job) {
    return (
      <>
        <span className={classes.label}>{label}</span>
        {shortcut && <Shortcut id={shortcut} />}
      </>
    );
  }
  return (
    <>
      <StatusIcon status={job.status} />
      <span className={classes.label}>
        {label && <span className="jd-muted">{label}</span>}
        {jobLabel(job)}
      </span>
      <span className={classes.detail}>
        {statusLabel(job.status)} · {job.owner}
        {job.name !== undefined && <span className={classes.id}> · {shortId(job.id)}</span>}
      </span>
    </>
  );
}

function Shortcut({ id }: { readonly id: ShortcutId }) {
  return <Keys combos={keyWords(SHORTCUTS[id].keys[0], isMac())} />;
}
