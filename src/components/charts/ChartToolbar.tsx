import { ActionIcon, Button, Menu, SegmentedControl } from "@mantine/core";
import {
  IconChevronLeft,
  IconChevronRight,
  IconDownload,
  IconLink,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconZoomOut,
  IconZoomReset,
} from "@tabler/icons-react";
import type { ReactNode, RefObject } from "react";
import { telemetryCsv, type KnownRun } from "../../lib/telemetry/telemetryCsv.ts";
import { notify } from "../../state/notice.ts";
import { chartImage, pngOf } from "./chartImage.ts";
import classes from "./Charts.module.css";
import { saveFile } from "../saveFile.ts";
import { pannedBy, type ChartView, type TimeAxis } from "./timeAxis.ts";
import { CHART_WINDOW_NAMES, CHART_WINDOWS } from "./windows.ts";

export interface ChartToolbarProps {
  readonly view: ChartView;
  readonly time: TimeAxis;
  readonly isLive: boolean;
  readonly onView: (view: ChartView) => void;
  /** What becomes of the measurements. */
  readonly status: ReactNode;
  /** What pictures and files are called. */
  readonly heading: string;
  /** What the charts are in. */
  readonly charts: RefObject<HTMLElement | null>;
  readonly runs: readonly KnownRun[];
}

/** A step leaves half of what was shown in sight. */
const PAN_SHARE = 0.5;

/** What can be done with charts: the span of time, pause, pan, zoom, the link and the files. */
export function ChartToolbar(props: ChartToolbarProps) {
  const { view, isLive, onView, status } = props;
  return (
    <div className={classes.toolbar}>
      {status}
      <div className={classes.tools}>
        <SegmentedControl
          size="xs"
          aria-label="Time window"
          value={view.range ? "" : view.window}
          onChange={(window) => onView({ window: window as ChartView["window"] })}
          data={CHART_WINDOW_NAMES.map((value) => ({ value, label: CHART_WINDOWS[value].shortLabel }))}
        />
        {isLive && !view.range && <PauseButton {...props} />}
        {view.range && <RangeButtons {...props} />}
        <ActionIcon
          variant="default"
          size={30}
          aria-label="Copy the link to this range"
          title="Copy the link to this range"
          onClick={() => copyLink(props.time)}
        >
          <IconLink size={16} />
        </ActionIcon>
        <ExportMenu {...props} />
      </div>
    </div>
  );
}

/** To pause is to look at a span that stands still: nothing that is measured meanwhile is lost. */
function PauseButton({ view, time, onView }: ChartToolbarProps) {
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<IconPlayerPauseFilled size={12} aria-hidden />}
      onClick={() => onView({ window: view.window, range: rangeOf(time) })}
    >
      Pause
    </Button>
  );
}

function RangeButtons({ view, time, isLive, onView }: ChartToolbarProps) {
  const zoomOut = () => {
    const { fromMs, toMs } = rangeOf(time);
    const moreMs = Math.round((toMs - fromMs) / 2);
    onView({ window: view.window, range: { fromMs: fromMs - moreMs, toMs: toMs + moreMs } });
  };
  const Icon = isLive ? IconPlayerPlayFilled : IconZoomReset;
  return (
    <>
      <ActionIcon.Group>
        <Tool label="Earlier" onClick={() => onView({ window: view.window, range: pannedBy(time, -PAN_SHARE) })}>
          <IconChevronLeft size={16} />
        </Tool>
        <Tool label="Later" onClick={() => onView({ window: view.window, range: pannedBy(time, PAN_SHARE) })}>
          <IconChevronRight size={16} />
        </Tool>
      </ActionIcon.Group>
      <Tool label="Zoom out" onClick={zoomOut}>
        <IconZoomOut size={16} />
      </Tool>
      <Button
        variant="default"
        size="xs"
        leftSection={<Icon size={isLive ? 12 : 16} aria-hidden />}
        onClick={() => onView({ window: view.window })}
      >
        {isLive ? "Resume" : "Reset"}
      </Button>
    </>
  );
}

interface ToolProps {
  readonly label: string;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

function Tool({ label, onClick, children }: ToolProps) {
  return (
    <ActionIcon variant="default" size={30} aria-label={label} title={label} onClick={onClick}>
      {children}
    </ActionIcon>
  );
}

function ExportMenu({ charts, heading, runs, time }: ChartToolbarProps) {
  const fileName = `${heading.replace(/[^\w.-]+/g, "-")}-${new Date(time.toMs).toISOString().slice(0, 19).replaceAll(":", "")}`;
  const draw = () => chartImage(charts.current ?? document.body, heading);
  const items: readonly (readonly [string, () => void])[] = [
    ["CSV, every value", () => saveFile(new Blob([telemetryCsv(runs, time)], { type: "text/csv" }), `${fileName}.csv`)],
    ["PNG picture", () => void savePng(draw, `${fileName}.png`)],
    ["SVG picture", () => saveFile(new Blob([draw().svg], { type: "image/svg+xml" }), `${fileName}.svg`)],
  ];
  return (
    <Menu position="bottom-end" withinPortal={false} returnFocus transitionProps={{ duration: 80 }}>
      <Menu.Target>
        <Button variant="default" size="xs" leftSection={<IconDownload size={14} aria-hidden />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown aria-label="Export">
        {items.map(([label, onClick]) => (
          <Menu.Item key={label} onClick={onClick}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

async function savePng(draw: () => ReturnType<typeof chartImage>, fileName: string): Promise<void> {
  try {
    saveFile(await pngOf(draw()), fileName);
  } catch (error) {
    notify(`The picture could not be made: ${error instanceof Error ? error.message : String(error)} Try SVG.`);
  }
}

function rangeOf({ fromMs, toMs }: TimeAxis): { readonly fromMs: number; readonly toMs: number } {
  return { fromMs: Math.round(fromMs), toMs: Math.round(toMs) };
}

/** The page's address with what is shown now, so that whoever opens it sees the same. */
function copyLink(time: TimeAxis): void {
  const url = new URL(window.location.href);
  const { fromMs, toMs } = rangeOf(time);
  url.searchParams.set("from", String(fromMs));
  url.searchParams.set("to", String(toMs));
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (!clipboard) return notify(`This browser lets no page copy over plain HTTP. Here is the link: ${url.href}`);
  clipboard.writeText(url.href).then(
    () => notify("Copied the link to this range."),
    () => notify(`The browser did not allow copying. Here is the link: ${url.href}`),
  );
}
