import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useMemo, useState, useSyncExternalStore } from "react";
import type { Preset } from "../../../contract/config.ts";
import type { Job } from "../../../contract/job.ts";
import { clusterQuery } from "../../api/queries/cluster.ts";
import { configQuery } from "../../api/queries/config.ts";
import { useClient } from "../../components/ClientContext.ts";
import type { TopFeed } from "../../state/topFeed.ts";
import classes from "./Top.module.css";
import { TopHead } from "./TopHead.tsx";
import { TopRow } from "./TopRow.tsx";
import { keepOrder, sortTop, type TopSort } from "./topSort.ts";

const ROW_PX = 44;
const CARD_PX = 104;
/** A card has a line more where there are GPUs. */
const GPU_LINE_PX = 36;
const OVERSCAN = 6;
const NO_PRESETS: readonly Preset[] = [];
const SILENCE_REFRESH_MS = 30_000;

export interface TopTableProps {
  readonly jobs: readonly Job[];
  readonly feed: TopFeed;
  readonly sort: TopSort;
  readonly onSort: (sort: TopSort) => void;
  readonly hasGpus: boolean;
}

/** Running jobs, the busiest first. Only the rows that are on the screen are drawn. */
export function TopTable({ jobs, feed, sort, onSort, hasGpus }: TopTableProps) {
  const client = useClient();
  const { data: config } = useQuery(configQuery(client));
  const { data: cluster } = useQuery(clusterQuery(client, SILENCE_REFRESH_MS));
  const presetsOf = (name: string) => config?.clusters.find((known) => known.name === name)?.presets ?? NO_PRESETS;
  const { shown, hold, letGo } = useOrder(jobs, feed, sort);
  const isPhone = useMediaQuery("(max-width: 760px)", undefined, { getInitialValueInEffect: false });
  const rowPx = isPhone ? CARD_PX + (hasGpus ? GPU_LINE_PX : 0) : ROW_PX;
  const [top, setTop] = useState(0);
  const place = useCallback((element: HTMLElement | null) => {
    if (element) setTop(element.getBoundingClientRect().top + window.scrollY);
  }, []);
  const rows = useWindowVirtualizer({
    count: shown.length,
    estimateSize: () => rowPx,
    overscan: OVERSCAN,
    scrollMargin: top,
    getItemKey: (index) => shown[index]?.id ?? index,
  });
  const items = rows.getVirtualItems();
  return (
    <div
      role="table"
      aria-label="Running jobs"
      aria-rowcount={shown.length + 1}
      className={classes.table}
      data-gpus={hasGpus || undefined}
      onPointerEnter={hold}
      onPointerLeave={letGo}
    >
      <TopHead
        sort={sort}
        hasGpus={hasGpus}
        onSort={(next) => {
          letGo();
          onSort(next);
        }}
      />
      <div key={rowPx} role="rowgroup" ref={place} className={classes.body} style={{ height: shown.length * rowPx }}>
        {items.map(({ index, start }) => {
          const job = shown[index];
          if (!job) return null;
          return (
            <TopRow
              key={job.id}
              job={job}
              feed={feed}
              presets={presetsOf(job.clusterName)}
              silentSinceMs={cluster?.silentSinceMs[job.id]}
              hasGpus={hasGpus}
              index={index}
              style={{ height: rowPx, transform: `translateY(${start - top}px)` }}
            />
          );
        })}
      </div>
    </div>
  );
}

/** The order follows what is used every few seconds; under the pointer it stays, so that a row can be hit. */
function useOrder(jobs: readonly Job[], feed: TopFeed, sort: TopSort) {
  const beatMs = useSyncExternalStore(feed.subscribe, feed.getBeatMs);
  const [held, setHeld] = useState<readonly string[]>();
  const ranked = useMemo(() => sortTop(jobs, sort, feed.usageOf, beatMs), [jobs, sort, feed, beatMs]);
  return {
    shown: useMemo(() => (held ? keepOrder(ranked, held) : ranked), [ranked, held]),
    hold: () => setHeld(ranked.map(({ id }) => id)),
    letGo: () => setHeld(undefined),
  };
}
