import { NativeSelect, TextInput } from "@mantine/core";
import { PRIORITIES, RESTART_POLICIES, type Priority, type RestartPolicy } from "../../../../contract/job.ts";
import type { FormField } from "../startForm.ts";
import classes from "../StartPage.module.css";
import type { FormControl } from "../useStartForm.ts";
import { CheckField } from "./CheckField.tsx";
import { EnergyScheduleField } from "./EnergyScheduleField.tsx";
import { fieldProps, textProps } from "./fieldProps.ts";
import { FoldSection } from "./FoldSection.tsx";
import { LifeSpanField } from "./LifeSpanField.tsx";

const RESTART_LABELS: Record<RestartPolicy, string> = {
  never: "Never",
  "on-failure": "When it fails",
  always: "Always, until it is killed",
};

const PRIORITY_LABELS: Record<Priority, string> = { low: "Low", normal: "Normal", high: "High" };

const FIELDS: readonly FormField[] = ["lifeSpan", "scheduleTimeout", "restartPolicy", "priority", "waitForQuota"];

/** When the job starts, starts again and ends. */
export function SchedulingSection({ control }: { readonly control: FormControl }) {
  const { cluster } = control;
  const hasSchedules = cluster.energySchedules.length > 0;
  return (
    <FoldSection title="Scheduling" control={control} fields={hasSchedules ? [...FIELDS, "energySchedule"] : FIELDS}>
      <div className={classes.pair}>
        <LifeSpanField control={control} />
        <ScheduleTimeout control={control} />
      </div>
      <div className={classes.pair}>
        <NativeSelect
          label="Restart"
          {...fieldProps(control, "restartPolicy", "Starts the command again in the same job.")}
          value={control.form.restartPolicy}
          data={RESTART_POLICIES.map((value) => ({ value, label: RESTART_LABELS[value] }))}
          onChange={(event) => control.change({ restartPolicy: event.currentTarget.value as RestartPolicy })}
        />
        <NativeSelect
          label="Priority"
          {...fieldProps(control, "priority", "Which of the waiting jobs starts first.")}
          value={control.form.priority}
          data={PRIORITIES.map((value) => ({ value, label: PRIORITY_LABELS[value] }))}
          onChange={(event) => control.change({ priority: event.currentTarget.value as Priority })}
        />
      </div>
      {hasSchedules && <EnergyScheduleField control={control} schedules={cluster.energySchedules} />}
      <CheckField
        control={control}
        field="waitForQuota"
        label="Wait for the jobs quota"
        hint="Waits until another job ends where you may run no more, instead of failing at once."
      />
    </FoldSection>
  );
}

/** Off with presets whose jobs take turns; a timeout that came from another job can still be taken away. */
function ScheduleTimeout({ control }: { readonly control: FormControl }) {
  const isIdle = control.takesTurns && control.form.scheduleTimeout === "";
  return (
    <TextInput
      label="Schedule timeout"
      placeholder="10m"
      {...textProps(control, "scheduleTimeout", "Gives up when nothing becomes free in time.")}
      {...(isIdle && { disabled: true, description: "Jobs of this preset take turns: they have no timeout." })}
    />
  );
}
