import { SegmentedControl, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useMemo } from "react";
import type { UsageGroup, UsageReport } from "../../../contract/usage.ts";
import { usageQuery } from "../../api/queries/cluster.ts";
import { categoryColor } from "../../components/charts/categories.ts";
import { useClient } from "../../components/ClientContext.ts";
import { lazyExtra } from "../../components/lazyExtra.ts";
import { formatCredits } from "../../lib/credits.ts";
import classes from "./Cluster.module.css";
import { Panel } from "./Panel.tsx";
import { usageBars, type UsageBars } from "./usageBars.ts";
import { dayCount, useUsageChoice, type UsagePer } from "./usageChoice.ts";

const StackedBars = lazyExtra(() => import("../../components/charts/StackedBars.tsx"));

const GROUP_WORDS: Readonly<Record<UsageGroup, string>> = { owner: "Owner", project: "Project", preset: "Preset" };

/** Who has used how much, and what it cost. */
export function UsagePanel() {
  const { by, per, choose } = useUsageChoice();
  const { data: report, error } = useQuery(usageQuery(useClient(), by, dayCount(per)));
  const bars = useMemo(() => (report ? usageBars(report, per) : undefined), [report, per]);
  return (
    <Panel
      title="Use and cost"
      note={report && knownWords(report)}
      controls={
        report !== null && (
          <>
            <SegmentedControl
              size="xs"
              aria-label="Put together by"
              value={by}
              onChange={(value) => choose({ by: value as UsageGroup })}
              data={Object.entries(GROUP_WORDS).map(([value, label]) => ({ value, label }))}
            />
            <SegmentedControl
              size="xs"
              aria-label="A bar for each"
              value={per}
              onChange={(value) => choose({ per: value })}
              data={[
                { value: "day", label: "Day" },
                { value: "week", label: "Week" },
              ]}
            />
          </>
        )
      }
    >
      {report === null && (
        <p className={classes.nothing}>This platform keeps no sums of what was used. Each job tells its own cost.</p>
      )}
      {error && !report && <p className={classes.nothing}>What was used could not be read: {error.message}</p>}
      {report === undefined && !error && <Skeleton height={240} aria-hidden />}
      {bars && bars.total === 0 && <p className={classes.nothing}>No job has run in these {dayCount(per)} days.</p>}
      {bars && bars.total > 0 && <Bars bars={bars} by={by} per={per} />}
    </Panel>
  );
}

interface BarsProps {
  readonly bars: UsageBars;
  readonly by: UsageGroup;
  readonly per: UsagePer;
}

function Bars({ bars, by, per }: BarsProps) {
  const isCredits = bars.unit === "credits";
  const format = isCredits ? formatCredits : hoursText;
  const unitWords = isCredits ? "credits" : "core-hours";
  const hasGpus = bars.rows.some(({ gpuHours }) => gpuHours > 0);
  return (
    <div className={classes.usage}>
      <div className={classes.chartSide}>
        <p className={classes.headline}>
          <b className="jd-num">{format(bars.last)}</b> {unitWords} {per === "day" ? "today" : "this week"}
          <span className={classes.muted}>
            , {format(bars.before)} {per === "day" ? "yesterday" : "last week"}, {format(bars.total)} in all
          </span>
        </p>
        <div role="img" aria-label={describe(bars, per, unitWords, format)} className={classes.bars}>
          <Suspense fallback={<Skeleton height={240} />}>
            <StackedBars
              bars={bars.bars}
              stacks={bars.rows.map(({ name }) => name)}
              hasOthers={bars.hasOthers}
              format={format}
            />
          </Suspense>
        </div>
      </div>
      <div className={classes.scroller}>
        <table className={classes.table} aria-label={`Use and cost by ${by}`}>
          <thead>
            <tr>
              <th scope="col">{GROUP_WORDS[by]}</th>
              <th scope="col" data-end>
                Credits
              </th>
              <th scope="col" data-end>
                Share
              </th>
              <th scope="col" data-end>
                Core-hours
              </th>
              {hasGpus && (
                <th scope="col" data-end>
                  GPU-hours
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {bars.rows.map((row, index) => (
              <tr key={row.name}>
                <th scope="row">
                  <span
                    className={classes.swatch}
                    style={{ background: categoryColor(index, row.isOthers) }}
                    aria-hidden
                  />
                  {row.name}
                </th>
                <td data-end>{formatCredits(row.credits)}</td>
                <td data-end>{Math.round(row.share * 100)} %</td>
                <td data-end>{hoursText(row.coreHours)}</td>
                {hasGpus && <td data-end>{hoursText(row.gpuHours)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function hoursText(hours: number): string {
  if (hours === 0) return "0";
  return hours < 0.1 ? "< 0.1" : hours.toFixed(hours < 100 ? 1 : 0);
}

function describe(bars: UsageBars, per: UsagePer, unit: string, format: (value: number) => string): string {
  const words = bars.bars.map(({ title, amounts }) => {
    return `${title} ${format(amounts.reduce((sum, amount) => sum + amount, 0))}`;
  });
  return `${unit === "credits" ? "Credits" : "Core-hours"} a ${per}: ${words.join(", ")}`;
}

/** Where the report begins before everything was counted, that is said. */
function knownWords({ days, knownSinceMs }: UsageReport): string {
  const isWhole = Date.parse(`${days[0] ?? ""}T00:00:00Z`) >= knownSinceMs;
  const since = new Date(knownSinceMs).toLocaleDateString("en-GB", { day: "numeric", month: "short" });
  return isWhole ? "days in UTC" : `days in UTC, counted in full since ${since}`;
}
