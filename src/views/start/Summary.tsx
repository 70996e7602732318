import { Alert, Button } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Capacity, Cluster, Preset } from "../../../contract/config.ts";
import { parseDuration } from "../../../contract/durations.ts";
import { creditsText } from "../../lib/credits.ts";
import { gpuWords, hardwareWords, priceWords } from "./presetWords.ts";
import { FIELD_LABELS, type StartForm } from "./startForm.ts";
import classes from "./Summary.module.css";
import type { StartFormState } from "./useStartForm.ts";

export interface SummaryProps {
  readonly control: StartFormState;
  readonly cluster: Cluster;
  readonly capacity: Capacity | undefined;
  /** What the button says. */
  readonly startLabel: string;
}

/** What would run, on what and at which price, with the button that starts it. */
export function Summary({ control, cluster, capacity, startLabel }: SummaryProps) {
  const { form, refusal, isStarting, wrongFields } = control;
  const preset = cluster.presets.find(({ name }) => name === form.preset);
  const isFull = preset !== undefined && capacity?.[preset.name] === 0;
  return (
    <section className={classes.summary} aria-label="Summary">
      <dl className={classes.facts}>
        <Fact label="Runs">
          <span className={`jd-mono ${classes.command}`}>{commandWords(form)}</span>
        </Fact>
        <Fact label="Image">
          <span className={`jd-mono ${classes.image}`}>{form.image.trim() === "" ? "–" : form.image}</span>
        </Fact>
        <Fact label="On">{preset ? presetWords(preset) : "–"}</Fact>
        <Fact label="Costs">{preset ? costWords(preset, form.lifeSpan) : "–"}</Fact>
      </dl>
      {refusal && (
        <Alert variant="outline" color="red" role="alert" title="The job was not started" className={classes.refusal}>
          {refusal}
        </Alert>
      )}
      <p className={classes.wrong} role="status">
        {wrongFields.length > 0 && `Please fix: ${wrongFields.map((field) => FIELD_LABELS[field]).join(", ")}`}
      </p>
      <Button type="submit" fullWidth loading={isStarting} leftSection={<IconPlayerPlay size={16} aria-hidden />}>
        {startLabel}
      </Button>
      <p className={classes.note} role="status">
        {isFull ? "Nothing of this preset is free now: the job will wait for its turn." : ""}
      </p>
    </section>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function commandWords(form: StartForm): string {
  const line = [form.entrypoint.trim(), form.command.trim()].filter((part) => part !== "").join(" ");
  return line === "" ? "the image's own command" : line;
}

function presetWords(preset: Preset): string {
  return [preset.name, hardwareWords(preset), gpuWords(preset)].filter((text) => text !== undefined).join(" · ");
}

function costWords(preset: Preset, lifeSpan: string): string {
  const perHour = priceWords(preset.creditsPerHour);
  const seconds = parseDuration(lifeSpan);
  if (seconds === undefined || preset.creditsPerHour === 0) return perHour;
  return `${perHour}, at most ${creditsText((seconds / 3600) * preset.creditsPerHour)} in all`;
}
