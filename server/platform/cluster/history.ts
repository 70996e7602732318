import type { ClusterHistoryPayload } from "../../../contract/clusterHistory.ts";
import type { Curve } from "../../../contract/measured.ts";
import type { HistoryRequest } from "../history/history.ts";
import type { ClusterHistoryStore } from "../store/clusterHistory.ts";

/** What was measured at one moment, by name. */
export type Values = Readonly<Record<string, number>>;

/** What was measured in a step, by name: lowest, sum and highest of so many values. */
type Step = Record<string, [min: number, sum: number, max: number, count: number]>;

interface Level {
  readonly stepSeconds: number;
  readonly keptSeconds: number;
}

const HOUR = 3_600;
const DAY = 24 * HOUR;

/** Finest first: ten seconds for an hour, a minute for a day, ten minutes for thirty days: some 6,000 steps in all. */
const CLUSTER_LEVELS: readonly Level[] = [
  { stepSeconds: 10, keptSeconds: HOUR },
  { stepSeconds: 60, keptSeconds: DAY },
  { stepSeconds: 600, keptSeconds: 30 * DAY },
];

const PRESET_VALUES = ["running", "waiting", "could_start"] as const;
/** What is always known, and what only where the engine measures its machine. */
const ALWAYS = ["running", "waiting", "credits_per_hour", "held_cpu", "held_memory_bytes", "held_gpus"] as const;
const OF_MACHINE = ["cpu", "memory_bytes", "disk_bytes", "gpu_duty_cycle", "gpu_memory_bytes"] as const;

/** The name of what is measured of one preset. */
export function presetKey(name: string, value: (typeof PRESET_VALUES)[number]): string {
  return `${value}:${name}`;
}

/** How full the cluster was, at several grains; bounded by age. */
export interface ClusterHistory {
  /** Notes what was measured at a moment; written at once, so that a crash loses nothing. */
  take(timeS: number, values: Values): void;
  read(request: HistoryRequest, nowS: number): ClusterHistoryPayload;
}

export function createClusterHistory(store: ClusterHistoryStore): ClusterHistory {
  const open = new Map<number, { startS: number; step: Step }>();

  /** The step of a moment, continued where an earlier server began it. */
  function stepAt({ stepSeconds, keptSeconds }: Level, timeS: number): { startS: number; step: Step } {
    const startS = Math.floor(timeS / stepSeconds) * stepSeconds;
    const known = open.get(stepSeconds);
    if (known?.startS === startS) return known;
    const before = store.find(stepSeconds, startS);
    const begun = { startS, step: before === undefined ? {} : (JSON.parse(before) as Step) };
    open.set(stepSeconds, begun);
    store.prune(stepSeconds, timeS - keptSeconds - stepSeconds);
    return begun;
  }

  return {
    take(timeS, values) {
      const steps = CLUSTER_LEVELS.map((level) => {
        const { startS, step } = stepAt(level, timeS);
        addTo(step, values);
        return { stepSeconds: level.stepSeconds, startS, data: JSON.stringify(step) };
      });
      store.save(steps);
    },
    read({ sinceS, untilS, maxSteps }, nowS) {
      const { stepSeconds } = levelFor(sinceS, untilS, nowS, maxSteps);
      const firstS = Math.floor(sinceS / stepSeconds) * stepSeconds;
      const rows = store.read(stepSeconds, firstS, untilS);
      const steps = rows.map(({ data }) => JSON.parse(data) as Step);
      return { step: stepSeconds, timestamps: rows.map(({ startS }) => startS), ...curvesOf(steps) };
    },
  };
}

function levelFor(sinceS: number, untilS: number, nowS: number, maxSteps: number): Level {
  const fits = CLUSTER_LEVELS.find(
    ({ stepSeconds, keptSeconds }) => nowS - sinceS <= keptSeconds && (untilS - sinceS) / stepSeconds + 1 <= maxSteps,
  );
  return fits ?? (CLUSTER_LEVELS.at(-1) as Level);
}

function addTo(step: Step, values: Values): void {
  for (const [key, value] of Object.entries(values)) {
    const extent = step[key];
    if (extent) {
      const [min, sum, max, count] = extent;
      step[key] = [Math.min(min, value), sum + value, Math.max(max, value), count + 1];
    } else {
      step[key] = [value, value, value, 1];
    }
  }
}

type Curves = Omit<ClusterHistoryPayload, "step" | "timestamps">;

function curvesOf(steps: readonly Step[]): Curves {
  const curve = (key: string) => curveOf(steps, key);
  const has = (key: string) => steps.some((step) => step[key]);
  const always = Object.fromEntries(ALWAYS.map((key) => [key, curve(key)]));
  const ofMachine = Object.fromEntries(OF_MACHINE.filter(has).map((key) => [key, curve(key)]));
  const prefix = presetKey("", "running");
  const names = new Set(steps.flatMap((step) => Object.keys(step)).filter((key) => key.startsWith(prefix)));
  const presets = [...names]
    .map((key) => key.slice(prefix.length))
    .map((name) => [name, Object.fromEntries(PRESET_VALUES.map((value) => [value, curve(presetKey(name, value))]))]);
  return { ...always, ...ofMachine, presets: Object.fromEntries(presets) as Curves["presets"] } as Curves;
}

function curveOf(steps: readonly Step[], key: string): Curve {
  const mean = (extent: Step[string] | undefined) => extent && extent[1] / extent[3];
  return {
    min: steps.map((step) => step[key]?.[0] ?? null),
    mean: steps.map((step) => mean(step[key]) ?? null),
    max: steps.map((step) => step[key]?.[2] ?? null),
  };
}
