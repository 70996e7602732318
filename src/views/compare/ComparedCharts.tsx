import { SegmentedControl } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useRef, useState } from "react";
import type { Job } from "../../../contract/job.ts";
import { ChartCardSkeleton, type ChartLine } from "../../components/charts/ChartCard.tsx";
import { ChartGrid, spanWords } from "../../components/charts/ChartGrid.tsx";
import classes from "../../components/charts/Charts.module.css";
import { ChartToolbar } from "../../components/charts/ChartToolbar.tsx";
import { historySpanFromStart, historySpanOf } from "../../components/charts/historySpan.ts";
import { lineStyle } from "../../components/charts/lineStyle.ts";
import { measuresFor } from "../../components/charts/measures.ts";
import { goesOn, runSpanOf } from "../../components/charts/runSpan.ts";
import { timeAxisOf, type Clock, type RunSpan } from "../../components/charts/timeAxis.ts";
import { usePresent } from "../../components/charts/usePresent.ts";
import { useTelemetry, type JobTelemetry } from "../../components/charts/useTelemetry.ts";
import { viewOf, viewSearch } from "../../components/charts/viewSearch.ts";
import { CHART_WINDOWS, windowFor } from "../../components/charts/windows.ts";
import { jobLabel } from "../../lib/shortId.ts";
import type { ComparedJob } from "./ComparedJobs.tsx";
import { ComparedStatus } from "./ComparedStatus.tsx";

const route = getRouteApi("/app/compare");

/** The curves of the jobs that are known. */
export function ComparedCharts({ compared }: { readonly compared: readonly ComparedJob[] }) {
  const jobs = compared.flatMap(({ job }) => (job ? [job] : []));
  if (jobs.length > 0) return <Charts jobs={jobs} places={placesOf(compared)} />;
  return compared.some(({ error }) => !error) ? (
    <div className={classes.cards}>
      {measuresFor([], []).map(({ id, title }) => (
        <ChartCardSkeleton key={id} title={title} />
      ))}
    </div>
  ) : null;
}

/** The colour of a curve is that of its line in the legend. */
function placesOf(compared: readonly ComparedJob[]): ReadonlyMap<string, number> {
  return new Map(compared.flatMap(({ job }, place) => (job ? [[job.id, place] as const] : [])));
}

interface ChartsProps {
  readonly jobs: readonly Job[];
  readonly places: ReadonlyMap<string, number>;
}

function Charts({ jobs, places }: ChartsProps) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const charts = useRef<HTMLDivElement>(null);
  const [openedMs] = useState(() => Date.now());
  const areAllRunning = jobs.every(goesOn);
  // Runs that were one after the other lie over each other only from their own starts.
  const clock: Clock = search.align ?? (areAllRunning ? "clock" : "start");
  const view = viewOf(search, areAllRunning ? windowFor(longestMs(jobs, openedMs)) : "all");
  const telemetry = useTelemetry(jobs, (job) =>
    clock === "clock" ? historySpanOf(view) : historySpanFromStart(view, startOf(job), CHART_WINDOWS[view.window].ms),
  );
  const goOn = telemetry.filter(({ job }) => goesOn(job));
  const presentMs = usePresent(goOn.length > 0 && goOn.every(({ live }) => live.state.status !== "live"));
  const time = timeAxisOf(view, joinSpans(telemetry, presentMs, clock), clock);
  const isLive = goOn.length > 0;
  const pieces = telemetry.flatMap((one) => one.pieces);
  const measures = measuresFor(
    jobs.map(({ container }) => container.resources),
    pieces,
  );
  const lines = telemetry.map((one): ChartLine => ({
    ...{ jobId: one.job.id, label: jobLabel(one.job), pieces: one.pieces },
    ...lineStyle(places.get(one.job.id) ?? 0),
    shiftMs: clock === "start" ? startOf(one.job) : 0,
  }));
  const onView = (next: typeof view, isStep = false) =>
    void navigate({
      search: ({ jobs: list, align, layout }) => ({ jobs: list, align, layout, ...viewSearch(next) }),
      replace: (isStep && view.range !== undefined) || (next.range === undefined && !view.range),
      resetScroll: false,
    });
  return (
    <div className={classes.panel}>
      <ChartToolbar
        {...{ view, time, onView, charts }}
        isLive={isLive && clock === "clock"}
        status={
          <div className={classes.statusRow}>
            <SegmentedControl
              size="xs"
              aria-label="Align"
              value={clock}
              onChange={(align) =>
                void navigate({ search: ({ jobs: list, window, layout }) => ({ jobs: list, window, layout, align }) })
              }
              data={[
                { value: "clock" as const, label: "By the clock" },
                { value: "start" as const, label: "From each start" },
              ]}
            />
            <SegmentedControl
              size="xs"
              aria-label="Layout"
              value={search.layout ?? "over"}
              onChange={(layout) =>
                void navigate({
                  search: (before) => ({ ...before, layout: layout === "side" ? layout : undefined }),
                  resetScroll: false,
                })
              }
              data={[
                { value: "over" as const, label: "Over each other" },
                { value: "side" as const, label: "Side by side" },
              ]}
            />
            <ComparedStatus telemetry={telemetry} />
          </div>
        }
        heading={`Comparison, ${spanWords(view, clock)}`}
        runs={lines}
      />
      <div ref={charts}>
        <ChartGrid
          {...{ measures, lines, time, clock, view, onView }}
          isLive={isLive && clock === "clock"}
          transitions={[]}
          isSideBySide={search.layout === "side"}
        />
      </div>
    </div>
  );
}

function startOf({ history }: Job): number {
  return history.startedAtMs ?? history.createdAtMs;
}

function longestMs(jobs: readonly Job[], nowMs: number): number {
  return Math.max(...jobs.map((job) => nowMs - startOf(job)));
}

/** From the first start to the last end; from each start, as long as the longest run. */
function joinSpans(telemetry: readonly JobTelemetry[], presentMs: number, clock: Clock): RunSpan {
  const spans = telemetry.map(({ job, live }) => runSpanOf(job, live, presentMs));
  const isLive = spans.some((span) => span.isLive);
  if (clock === "start") {
    return { startMs: 0, endMs: Math.max(0, ...spans.map(({ startMs, endMs }) => endMs - startMs)), isLive };
  }
  const endMs = Math.max(0, ...spans.map((span) => span.endMs));
  return { startMs: Math.min(endMs, ...spans.map((span) => span.startMs)), endMs, isLive };
}
