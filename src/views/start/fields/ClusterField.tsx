import { NativeSelect } from "@mantine/core";
import type { Cluster } from "../../../../contract/config.ts";
import type { FormControl } from "../useStartForm.ts";

export interface ClusterFieldProps {
  readonly control: FormControl;
  readonly clusters: readonly Cluster[];
}

/** On which cluster, where there are several. What belongs to the one before, its project and presets, is let go. */
export function ClusterField({ control: { cluster, form, change }, clusters }: ClusterFieldProps) {
  const move = (name: string) => {
    const presets = clusters.find((other) => other.name === name)?.presets ?? [];
    const preset = presets.find((other) => other.name === form.preset) ?? presets[0];
    change({ clusterName: name, preset: preset?.name ?? "", org: "", project: "", energySchedule: "" });
  };
  return (
    <NativeSelect
      label="Cluster"
      description="Where the job runs."
      value={cluster.name}
      data={clusters.map(({ name }) => name).sort()}
      onChange={(event) => move(event.currentTarget.value)}
    />
  );
}
