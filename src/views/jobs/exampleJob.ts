import type { Capacity, Cluster, Preset } from "../../../contract/config.ts";
import { joinShellLine } from "../../../contract/shellLine.ts";
import type { StartPayload } from "../../../contract/start.ts";

/** Used where any image can be pulled: small and known everywhere. */
const SMALL_IMAGE = "alpine:3";

/**
 * Ten minutes of something to watch: a line each second for the log and a load that swells and fades for the charts,
 * with any POSIX shell.
 */
const SCRIPT = `
echo "Hello from your first job. It runs for ten minutes."
step=0
while [ "$step" -lt 600 ]; do
  step=$((step + 1))
  work=$(( (step % 30) * 8000 ))
  while [ "$work" -gt 0 ]; do work=$((work - 1)); done
  echo "step $step of 600"
  sleep 1
done
echo "Done."
`.trim();

/** The request of a first job that shows a log, a terminal and charts at once; undefined where nothing can run. */
export function exampleJob(cluster: Cluster, capacity: Capacity | undefined): StartPayload | undefined {
  const preset = cheapest(cluster.presets.filter(({ name }) => capacity?.[name] !== 0)) ?? cheapest(cluster.presets);
  if (!preset) return undefined;
  return {
    image: cluster.engine?.images?.[0] ?? SMALL_IMAGE,
    preset_name: preset.name,
    command: joinShellLine(["sh", "-c", SCRIPT]),
    tags: ["example"],
    description: "A first job: prints its progress and uses some CPU",
  };
}

function cheapest(presets: readonly Preset[]): Preset | undefined {
  return [...presets].sort((a, b) => a.creditsPerHour - b.creditsPerHour || a.cpu - b.cpu)[0];
}
