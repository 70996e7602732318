import { useEffect, useRef, type KeyboardEvent, type PointerEvent } from "react";
import { ariaKeys } from "../../lib/shortcuts/keys.ts";
import classes from "./Charts.module.css";
import { NO_CROSSHAIR, type Crosshair } from "./crosshair.ts";
import type { ChartMark } from "./marks.ts";
import type { PlotSeries } from "./PlotCurves.tsx";
import { plotArea } from "./plotGeometry.ts";
import { momentAt, momentWords, readAt, readingText } from "./readout.ts";
import type { Clock, TimeAxis } from "./timeAxis.ts";
import { usePanWheel } from "./usePanWheel.ts";

export interface PlotOverlayProps {
  readonly title: string;
  readonly series: readonly PlotSeries[];
  readonly marks: readonly ChartMark[];
  readonly time: TimeAxis;
  readonly top: number;
  readonly clock: Clock;
  readonly format: (value: number) => string;
  readonly crosshair: Crosshair;
  /** A part of the axis was chosen. */
  readonly onZoom: (fromMs: number, toMs: number) => void;
  /** The axis is to move by a part of its length, before 0 towards the past. */
  readonly onPan: (share: number) => void;
  /** The whole is wanted again. */
  readonly onReset: () => void;
  readonly widthPx: number;
}

const CHART_KEYS = ariaKeys("chartChoose", "chartPan", "chartZoom", "chartReset");
const SMALLEST_SHARE = 0.01;
const KEY_STEP = 0.01;
const KEY_PAGE = 0.1;
const KEY_PAN = 0.25;

/** The crosshair with exact values, and the choice of a part by pointer (drag) or keyboard (shift and arrows, Enter). */
export function PlotOverlay(props: PlotOverlayProps) {
  const { title, series, crosshair, widthPx } = props;
  const root = useRef<HTMLDivElement>(null);
  // Moves marks by itself: a crosshair that renders would cost a frame of every chart.
  useEffect(() => {
    const draw = () => {
      if (root.current) drawCrosshair(root.current, props);
    };
    draw();
    return crosshair.subscribe(draw);
  });
  usePanWheel(root, props.onPan);
  const area = plotArea(widthPx);
  const place = { left: area.leftPx, top: area.topPx, width: area.widthPx, height: area.heightPx };
  return (
    <div
      ref={root}
      className={classes.overlay}
      style={place}
      role="slider"
      tabIndex={0}
      aria-label={`${title}, moment`}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={100}
      aria-keyshortcuts={CHART_KEYS}
      onKeyDown={(event) => onKey(event, props)}
      onBlur={() => crosshair.set(NO_CROSSHAIR)}
      onDoubleClick={props.onReset}
      {...pointerHandlers(props)}
    >
      <div className={classes.selection} data-part="selection" />
      <div className={classes.crosshair} data-part="line" />
      {series.map(({ id, color }) => (
        <div key={id} className={classes.dot} style={{ background: color }} data-dot={id} />
      ))}
      <div className={classes.readout} data-part="readout">
        <div className="jd-num jd-muted" data-part="moment" />
        {series.map(({ id, label, color }) => (
          <div key={id} className={classes.reading}>
            <span className={classes.swatch} style={{ background: color }} />
            {series.length > 1 && <span className={classes.readingLabel}>{label}</span>}
            <span className="jd-num" data-value={id} />
          </div>
        ))}
      </div>
    </div>
  );
}

function pointerHandlers({ crosshair, time, onZoom }: PlotOverlayProps) {
  const shareOf = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - left) / width));
  };
  return {
    onPointerMove(event: PointerEvent<HTMLElement>) {
      const at = shareOf(event);
      const { selection } = crosshair.get();
      const isDragging = selection && event.currentTarget.hasPointerCapture(event.pointerId);
      crosshair.set({ at, selection: isDragging ? [selection[0], at] : selection });
    },
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const at = shareOf(event);
      crosshair.set({ at, selection: [at, at] });
    },
    onPointerUp(event: PointerEvent<HTMLElement>) {
      event.currentTarget.releasePointerCapture(event.pointerId);
      zoomToSelection(crosshair, time, onZoom);
    },
    // The browser has taken the pointer, for scrolling the page.
    onPointerCancel: () => crosshair.set(NO_CROSSHAIR),
    onPointerLeave: () => crosshair.set({ at: undefined }),
  };
}

function zoomToSelection(crosshair: Crosshair, time: TimeAxis, onZoom: PlotOverlayProps["onZoom"]): void {
  const { selection } = crosshair.get();
  crosshair.set({ selection: undefined });
  if (!selection) return;
  const [from, to] = [Math.min(...selection), Math.max(...selection)];
  if (to - from >= SMALLEST_SHARE) onZoom(momentAt(time, from), momentAt(time, to));
}

function onKey(event: KeyboardEvent<HTMLElement>, { crosshair, time, onZoom, onPan, onReset }: PlotOverlayProps): void {
  const { at = 1, selection } = crosshair.get();
  const go = (share: number) => {
    const next = Math.min(1, Math.max(0, share));
    crosshair.set({ at: next, selection: event.shiftKey ? [selection?.[0] ?? at, next] : undefined });
  };
  const moves: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => go(at - KEY_STEP),
    ArrowRight: () => go(at + KEY_STEP),
    PageDown: () => go(at - KEY_PAGE),
    PageUp: () => go(at + KEY_PAGE),
    Home: () => go(0),
    End: () => go(1),
    "[": () => onPan(-KEY_PAN),
    "]": () => onPan(KEY_PAN),
    Enter: () => zoomToSelection(crosshair, time, onZoom),
    Escape: () => {
      // Escape lets go of what is being chosen first, then of what was chosen.
      if (selection) crosshair.set({ selection: undefined });
      else onReset();
    },
  };
  const move = moves[event.key];
  if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  move();
}

function drawCrosshair(root: HTMLElement, props: PlotOverlayProps): void {
  const { crosshair, series, marks, time, top, clock, format } = props;
  const { at, selection } = crosshair.get();
  const area = plotArea(props.widthPx);
  const part = (name: string) => root.querySelector<HTMLElement>(`[data-part="${name}"]`);
  const [line, chosen, readout] = [part("line"), part("selection"), part("readout")];
  if (!line || !chosen || !readout) return;
  const [from, to] = selection ? [Math.min(...selection), Math.max(...selection)] : [0, 0];
  chosen.style.transform = `translateX(${from * area.widthPx}px)`;
  chosen.style.width = `${(to - from) * area.widthPx}px`;
  root.dataset.active = String(at !== undefined);
  if (at === undefined) return;
  line.style.transform = `translateX(${at * area.widthPx}px)`;
  readout.dataset.side = at > 0.5 ? "left" : "right";
  readout.style.transform = `translateX(${at * area.widthPx}px)${at > 0.5 ? " translateX(calc(-100% - 8px))" : " translateX(8px)"}`;
  const words = momentWords(time, at, marks, clock);
  const moment = part("moment");
  if (moment) moment.textContent = words;
  const said = series.map(({ id, label, track }) => {
    const reading = readAt(track, momentAt(time, at));
    const text = readingText(reading, format);
    const value = root.querySelector(`[data-value="${CSS.escape(id)}"]`);
    if (value) value.textContent = text;
    const dot = root.querySelector<HTMLElement>(`[data-dot="${CSS.escape(id)}"]`);
    if (dot) {
      dot.hidden = !reading;
      const y = area.heightPx * (1 - Math.min(reading?.mean ?? 0, top) / top);
      const x = (((reading?.timeMs ?? time.fromMs) - time.fromMs) / (time.toMs - time.fromMs)) * area.widthPx;
      dot.style.transform = `translate(${x}px, ${y}px)`;
    }
    return series.length > 1 ? `${label} ${text}` : text;
  });
  root.setAttribute("aria-valuenow", String(Math.round(at * 100)));
  root.setAttribute("aria-valuetext", `${words}: ${said.join(", ")}`);
}
