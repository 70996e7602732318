import { NativeSelect } from "@mantine/core";
import type { Cluster } from "../../../../contract/config.ts";
import type { FormControl } from "../useStartForm.ts";
import { fieldProps } from "./fieldProps.ts";

export interface EnergyScheduleFieldProps {
  readonly control: FormControl;
  readonly schedules: Cluster["energySchedules"];
}

/** In which hours the job may run; only jobs that take turns can keep to such hours. */
export function EnergyScheduleField({ control, schedules }: EnergyScheduleFieldProps) {
  const chosen = control.form.energySchedule;
  const props = fieldProps(control, "energySchedule", hoursWords(schedules.find(({ name }) => name === chosen)));
  const isIdle = !control.takesTurns && chosen === "";
  const names = schedules.map(({ name }) => name);
  return (
    <NativeSelect
      label="Energy schedule"
      {...props}
      {...(isIdle && { disabled: true, description: "Only jobs of presets that take turns keep to a schedule." })}
      value={chosen}
      data={[
        { value: "", label: "None" },
        ...(chosen === "" || names.includes(chosen) ? names : [...names, chosen]).map((name) => ({
          value: name,
          label: name,
        })),
      ]}
      onChange={(event) => control.change({ energySchedule: event.currentTarget.value })}
    />
  );
}

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** The hours of a schedule: "Mon 22:00–06:00, Tue 22:00–06:00". Weekdays count from 1, Monday. */
function hoursWords(schedule: Cluster["energySchedules"][number] | undefined): string {
  if (!schedule || schedule.periods.length === 0) return "Runs the job only in the hours of the schedule.";
  const periods = schedule.periods.map(
    ({ weekday, startTime, endTime }) => `${WEEKDAYS[weekday - 1] ?? `day ${weekday}`} ${startTime}–${endTime}`,
  );
  return `Runs only ${periods.join(", ")}`;
}
