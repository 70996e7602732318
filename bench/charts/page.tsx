import "@mantine/core/styles.layer.css";
import "../../src/global.css";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { flushSync } from "react-dom";
import { Area, AreaChart, CartesianGrid, XAxis, YAxis } from "recharts";
import * as z from "zod/mini";
import type { Job } from "../../contract/job.ts";
import { createJobsClient } from "../../src/api/client.ts";
import { ChartCard } from "../../src/components/charts/ChartCard.tsx";
import { createCrosshair } from "../../src/components/charts/crosshair.ts";
import { measuresFor, type Measure } from "../../src/components/charts/measures.ts";
import { runSpanOf } from "../../src/components/charts/runSpan.ts";
import { timeAxisOf } from "../../src/components/charts/timeAxis.ts";
import { useTelemetry } from "../../src/components/charts/useTelemetry.ts";
import { ClientContext } from "../../src/components/ClientContext.ts";
import { joinTelemetry, type Piece } from "../../src/lib/telemetry/joinTelemetry.ts";
import { cssVariables, theme } from "../../src/theme.ts";

/** What bench/charts.ts measures: the app's own charts, as many as it wants of them, over the app's own telemetry. */

z.config({ jitless: true });
const token = window.location.hash.slice(1);
const client = createJobsClient({ origin: window.location.origin, token: () => token });
const NOTHING = () => undefined;
const WINDOW_MS = 300_000;

export type LiveKind = "ours" | "recharts alone";

interface LiveChartProps {
  readonly job: Job;
  readonly measure: number;
  readonly kind: LiveKind;
}

function LiveChart({ job, measure: place, kind }: LiveChartProps) {
  const [crosshair] = useState(createCrosshair);
  const [telemetry] = useTelemetry([job], () => "last hour");
  if (!telemetry) return null;
  const { live, pieces } = telemetry;
  const time = timeAxisOf({ window: "5m" }, runSpanOf(job, live, 0));
  const measure = measuresFor([job.container.resources], pieces)[place % 2];
  if (!measure || pieces.length === 0) return null;
  if (kind === "recharts alone") {
    const samples = live.samples.filter(({ timestampMs }) => timestampMs >= time.toMs - WINDOW_MS);
    return <RechartsAlone data={samples} measure={measure} domain={[time.fromMs, time.toMs]} />;
  }
  return <Card pieces={pieces} measure={measure} time={time} crosshair={crosshair} />;
}

interface CardProps {
  readonly pieces: readonly Piece[];
  readonly measure: Measure;
  readonly time: ReturnType<typeof timeAxisOf>;
  readonly crosshair: ReturnType<typeof createCrosshair>;
}

function Card({ pieces, measure, time, crosshair }: CardProps) {
  return (
    <ChartCard
      lines={[{ jobId: "job", label: "job", pieces, shiftMs: 0 }]}
      {...{ measure, time, crosshair }}
      clock="clock"
      spanWords="the last 5 minutes"
      isLive
      marks={[]}
      viewKey="bench"
      onZoom={NOTHING}
      onPan={NOTHING}
      onReset={NOTHING}
    />
  );
}

interface RechartsAloneProps {
  readonly data: readonly object[];
  readonly measure: Measure;
  readonly domain: [number, number];
}

/** The same curve as Recharts would draw it all by itself. */
function RechartsAlone({ data, measure, domain }: RechartsAloneProps) {
  return (
    <AreaChart width={440} height={180} data={[...data]} accessibilityLayer={false}>
      <CartesianGrid vertical={false} />
      <XAxis dataKey="timestampMs" type="number" domain={domain} allowDataOverflow />
      <YAxis tickFormatter={measure.formatTick} width={64} />
      <Area dataKey={measure.quantity} isAnimationActive={false} dot={false} />
    </AreaChart>
  );
}

const root = createRoot(document.getElementById("root") ?? document.body);
const queries = new QueryClient();

function show(content: ReactNode): void {
  root.render(
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables}>
      <QueryClientProvider client={queries}>
        <ClientContext value={client}>
          <div style={{ display: "grid", gridTemplateColumns: "repeat(5, 1fr)", gap: 8 }}>{content}</div>
        </ClientContext>
      </QueryClientProvider>
    </MantineProvider>,
  );
}

/** Shows so many charts of the jobs, four a job. */
async function showLive(ids: readonly string[], count: number, kind: LiveKind): Promise<void> {
  const jobs = await Promise.all(ids.slice(0, Math.ceil(count / 4)).map((id) => client.status(id)));
  show(
    Array.from({ length: count }, (_, index) => {
      const job = jobs[Math.floor(index / 4)];
      return job && <LiveChart key={index} job={job} measure={index} kind={kind} />;
    }),
  );
}

let prepared: readonly ReactNode[] = [];

/** Reads a span of a job's history and shows four charts that do not have it yet. @returns how many steps it has */
async function prepareHistory(id: string, fromMs: number, toMs: number): Promise<number> {
  const history = await client.telemetry(id, { sinceMs: fromMs, untilMs: toMs, steps: 4000 });
  await prepare(joinTelemetry(history, []), fromMs, toMs);
  return history.timestampsMs.length;
}

/** The same with so many samples of each of four measures, as if they had all been seen. */
async function prepareSamples(count: number): Promise<void> {
  const samples = Array.from({ length: count }, (_, second) => ({
    timestampMs: second * 1000,
    cpu: 1 + Math.sin(second / 600),
    memoryBytes: 1e9 * (1 + Math.sin(second / 900)),
    gpuDutyPercent: second % 100,
    gpuMemoryBytes: 2e9,
  }));
  await prepare(joinTelemetry(undefined, samples), 0, count * 1000);
}

/** Cards keep what they show while they are not on the screen: they are there, empty, before they are drawn. */
async function prepare(pieces: readonly Piece[], fromMs: number, toMs: number): Promise<void> {
  const time = timeAxisOf({ window: "all", range: { fromMs, toMs } }, { startMs: fromMs, endMs: toMs, isLive: false });
  const crosshair = createCrosshair();
  const resources = { cpu: 2, memoryBytes: 4e9, shm: false } as Job["container"]["resources"];
  const measures = measuresFor([resources], pieces);
  const cards = (known: readonly Piece[]) =>
    measures.map((measure) => <Card key={measure.id} pieces={known} {...{ measure, time, crosshair }} />);
  show(cards([]));
  while (document.querySelectorAll("path[data-line]").length < measures.length) await frames(1);
  await frames(2);
  prepared = cards(pieces);
}

/** Draws what was prepared. */
async function drawPrepared(): Promise<void> {
  flushSync(() => show(prepared));
  await frames(1);
}

async function frames(count: number): Promise<void> {
  for (let left = count; left > 0; left -= 1) await new Promise((resolve) => requestAnimationFrame(resolve));
}

export interface BenchPage {
  readonly showLive: typeof showLive;
  readonly prepareHistory: typeof prepareHistory;
  readonly prepareSamples: typeof prepareSamples;
  readonly drawPrepared: typeof drawPrepared;
}

Object.assign(window, { charts: { showLive, prepareHistory, prepareSamples, drawPrepared } satisfies BenchPage });
