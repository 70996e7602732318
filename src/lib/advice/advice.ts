import type { Preset } from "../../../contract/config.ts";

/** What a job's owner might do about how it uses what it holds, and what that is concluded from. */
export interface Advice {
  readonly kind: "gpu-idle" | "memory" | "cpu" | "silent";
  /** A few words: "Uses 0.4 of 4 cores". */
  readonly title: string;
  /** The numbers behind it, as a sentence. */
  readonly evidence: string;
  /** Since when it is so, in milliseconds since the epoch. */
  readonly sinceMs: number;
  /** The preset that would do. */
  readonly preset?: PresetAdvice;
}

export interface PresetAdvice {
  readonly name: string;
  /** Credits an hour that it costs less than the job does; negative: more. */
  readonly savesPerHour: number;
}

/** What advice is concluded from beside the samples. */
export interface AdviceContext {
  readonly nowMs: number;
  /** Those of the job's cluster. */
  readonly presets: readonly Preset[];
  /** Since when the job runs without having printed anything, where the platform tells; only when that is long. */
  readonly silentSinceMs?: number;
}
