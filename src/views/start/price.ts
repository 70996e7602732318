import type { Cluster } from "../../../contract/config.ts";
import { parseDuration } from "../../../contract/durations.ts";
import { creditsText } from "../../lib/credits.ts";
import { priceWords } from "./presetWords.ts";
import type { StartForm } from "./startForm.ts";

type Priced = Pick<StartForm, "usesOwnResources" | "preset" | "cpu" | "gpuCount">;

/** What an hour of the form's job costs, in credits; undefined where that is not known. */
export function creditsPerHourOf(form: Priced, { presets, engine }: Cluster): number | undefined {
  if (!form.usesOwnResources) return presets.find(({ name }) => name === form.preset)?.creditsPerHour;
  const prices = engine?.ownPrices;
  const [cpu, gpus] = [Number(form.cpu.trim()), Number(form.gpuCount.trim())];
  if (!prices || !(cpu > 0) || !(gpus >= 0)) return undefined;
  return cpu * prices.creditsPerCpuHour + gpus * prices.creditsPerGpuHour;
}

/**
 * What the jobs of a form cost: `6 jobs, 3 credits an hour while all of them run, at most 6 credits in all`.
 * @param creditsPerHour of one job
 */
export function costWords(creditsPerHour: number | undefined, count: number, lifeSpan: string): string {
  if (creditsPerHour === undefined) return "Not known before it has started";
  const perHour = `${priceWords(creditsPerHour * count)}${count > 1 ? " while all of them run" : ""}`;
  const jobs = count > 1 ? `${count} jobs, ` : "";
  const seconds = parseDuration(lifeSpan);
  if (creditsPerHour === 0) return `${jobs}${count > 1 ? "free" : "Free"}`;
  if (seconds === undefined) return `${jobs}${perHour}`;
  return `${jobs}${perHour}, at most ${creditsText((seconds / 3600) * creditsPerHour * count)} in all`;
}
