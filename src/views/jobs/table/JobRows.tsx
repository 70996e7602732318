import type { Permission } from "../../../api/can.ts";
import { useCan } from "../../../components/jobs/useCan.ts";
import type { JobColumn } from "../../../lib/jobColumns.ts";
import { isGroup, type ListItem } from "../../../lib/jobGroups.ts";
import { GroupRow, sumsWords } from "./GroupRow.tsx";
import { JobCard } from "./JobCard.tsx";
import { JobRow } from "./JobRow.tsx";
import type { RowWindow } from "./useRowWindow.ts";

export interface JobRowsProps {
  readonly items: readonly ListItem[];
  readonly rows: RowWindow["rows"];
  readonly columns: readonly JobColumn[];
  readonly hasCards: boolean;
  readonly activeIndex: number;
  readonly selectedIds: ReadonlySet<string>;
  readonly closedKeys: ReadonlySet<string>;
  readonly previewId: string | undefined;
}

/** The rows that are on the screen, each drawn again only when something of its own changes. */
export function JobRows(props: JobRowsProps) {
  const { items, rows, columns, hasCards, activeIndex, selectedIds, closedKeys, previewId } = props;
  const can = useCan();
  return rows.map(({ index, start, key }) => {
    const item = items[index];
    if (!item) return null;
    const place = { rowIndex: index + 2, topPx: start, isActive: index === activeIndex };
    if (isGroup(item)) {
      const isClosed = closedKeys.has(item.key);
      const words = sumsWords(item.sums);
      return <GroupRow key={key} rowKey={item.key} label={item.label} words={words} isClosed={isClosed} {...place} />;
    }
    const isSelected = selectedIds.has(item.id);
    if (hasCards) return <JobCard key={key} job={item} isSelected={isSelected} {...place} />;
    return (
      <JobRow
        key={key}
        job={item}
        columns={columns}
        isSelected={isSelected}
        isPreviewed={item.id === previewId}
        noTerminalReason={whyNot(can("exec", item))}
        noKillReason={whyNot(can("kill", item))}
        {...place}
      />
    );
  });
}

/** A row is drawn again for another reason, not for another object that says the same. */
function whyNot(permission: Permission): string | undefined {
  return permission.allowed ? undefined : permission.reason;
}
