import { NativeSelect, TextInput } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import type { Cluster } from "../../../../contract/config.ts";
import { PRIORITIES, RESTART_POLICIES, type Priority, type RestartPolicy } from "../../../../contract/job.ts";
import { LineTextarea } from "../LineTextarea.tsx";
import type { FormField } from "../startForm.ts";
import classes from "../StartPage.module.css";
import type { FormControl } from "../useStartForm.ts";
import { fieldProps, textProps } from "./fieldProps.ts";
import { UnavailableFields } from "./UnavailableFields.tsx";

const RESTART_LABELS: Record<RestartPolicy, string> = {
  never: "Never",
  "on-failure": "When it fails",
  always: "Always, until it is killed",
};

const PRIORITY_LABELS: Record<Priority, string> = { low: "Low", normal: "Normal", high: "High" };

const FIELDS: readonly FormField[] = [
  "entrypoint",
  "workingDir",
  "lifeSpan",
  "scheduleTimeout",
  "restartPolicy",
  "priority",
];

/** What few jobs need, behind a fold that opens by itself when something in it is set or wrong. */
export function AdvancedFields({ control, cluster }: { readonly control: FormControl; readonly cluster: Cluster }) {
  const { form, change, errors } = control;
  const [isOpen, setIsOpen] = useState(() => hasAdvanced(control));
  const isWrong = FIELDS.some((field) => errors[field] !== undefined);
  const preset = cluster.presets.find(({ name }) => name === form.preset);
  return (
    <details
      className={classes.section}
      open={isOpen || isWrong}
      onToggle={(event) => setIsOpen(event.currentTarget.open)}
    >
      <summary className={classes.fold}>
        <IconChevronRight className={classes.chevron} size={16} aria-hidden />
        <h2 className={classes.sectionTitle}>Advanced</h2>
        <span className={classes.foldHint}>entrypoint, working directory, life span, restarts, priority</span>
      </summary>
      <div className={classes.folded}>
        <LineTextarea
          label="Entrypoint"
          classNames={{ input: "jd-mono" }}
          {...textProps(control, "entrypoint", "In place of the image's own; the command follows it as its arguments.")}
        />
        <TextInput
          label="Working directory"
          placeholder="/work"
          spellCheck={false}
          classNames={{ input: "jd-mono" }}
          {...textProps(control, "workingDir", "Where the command starts: an absolute path in the job.")}
        />
        <div className={classes.pair}>
          <TextInput
            label="Life span"
            placeholder="1d2h30m"
            {...textProps(control, "lifeSpan", "Ends the job after so much run time.")}
          />
          <TextInput
            label="Schedule timeout"
            placeholder="10m"
            {...textProps(control, "scheduleTimeout", "Gives up when nothing becomes free in time.")}
            {...(preset?.schedulerEnabled && {
              disabled: true,
              description: `Jobs of the preset ${preset.name} take turns: they have no timeout.`,
            })}
          />
        </div>
        <div className={classes.pair}>
          <NativeSelect
            label="Restart"
            {...fieldProps(control, "restartPolicy", "Starts the command again in the same job.")}
            value={form.restartPolicy}
            data={RESTART_POLICIES.map((value) => ({ value, label: RESTART_LABELS[value] }))}
            onChange={(event) => change({ restartPolicy: event.currentTarget.value as RestartPolicy })}
          />
          <NativeSelect
            label="Priority"
            {...fieldProps(control, "priority", "Which of the waiting jobs starts first.")}
            value={form.priority}
            data={PRIORITIES.map((value) => ({ value, label: PRIORITY_LABELS[value] }))}
            onChange={(event) => change({ priority: event.currentTarget.value as Priority })}
          />
        </div>
        <UnavailableFields unsupported={cluster.engine?.unsupported ?? {}} />
      </div>
    </details>
  );
}

function hasAdvanced({ form }: FormControl): boolean {
  const hasText = form.entrypoint + form.workingDir + form.lifeSpan + form.scheduleTimeout !== "";
  return hasText || form.restartPolicy !== "never" || form.priority !== "normal";
}
