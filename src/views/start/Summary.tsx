import { Alert, Button } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Capacity, Preset } from "../../../contract/config.ts";
import { routes } from "../../paths.ts";
import { useEndWords } from "./endWords.ts";
import { ownWords } from "./ownResources.ts";
import { gpuWords, hardwareWords } from "./presetWords.ts";
import { costWords, creditsPerHourOf } from "./price.ts";
import { FIELD_LABELS, type StartForm } from "./startForm.ts";
import classes from "./Summary.module.css";
import type { StartFormState } from "./useStartForm.ts";

export interface SummaryProps {
  readonly control: StartFormState;
  readonly capacity: Capacity | undefined;
  /** What the button says. */
  readonly startLabel: string;
  /** How many jobs the button starts. */
  readonly count: number;
}

/** What would run, on what, for how long and at which price, with the button that starts it. Always in sight. */
export function Summary({ control, capacity, startLabel, count }: SummaryProps) {
  const { form, cluster, refusal, isStarting, wrongFields } = control;
  const preset = form.usesOwnResources ? undefined : cluster.presets.find(({ name }) => name === form.preset);
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
        <Fact label="On">{placeWords(form, preset)}</Fact>
        <LifeSpanFact lifeSpan={form.lifeSpan} />
        <Fact label="Costs">{costWords(creditsPerHourOf(form, cluster), count, form.lifeSpan)}</Fact>
      </dl>
      {refusal && (
        <Alert
          variant="outline"
          color="red"
          role="alert"
          title={refusalTitle(control)}
          className={classes.refusal}
          classNames={{ title: classes.refusalTitle, label: classes.refusalTitle }}
        >
          {refusal} <EarlierJobLink control={control} />
        </Alert>
      )}
      <p className={classes.wrong} role="status">
        {wrongFields.length > 0 && `Please fix: ${wrongFields.map((field) => FIELD_LABELS[field]).join(", ")}`}
      </p>
      <Button type="submit" fullWidth loading={isStarting} leftSection={<IconPlayerPlay size={16} aria-hidden />}>
        {startLabel}
      </Button>
      <p className={classes.note} role="status">
        {noteOf(control.isLookedFor, isFull)}
      </p>
    </section>
  );
}

function refusalTitle({ earlierJob, isOutcomeUnknown }: StartFormState): string {
  if (earlierJob) return "An earlier job was started";
  return isOutcomeUnknown ? "It is not known whether the job was started" : "The job was not started";
}

function noteOf(isLookedFor: boolean, isFull: boolean): string {
  if (isLookedFor) return "The connection was lost. Looking whether the job was started: it will not be started twice.";
  return isFull ? "Nothing of this preset is free now: the job will wait for its turn." : "";
}

/** Leads to the job that is there although its answer was lost. */
function EarlierJobLink({ control: { earlierJob } }: { readonly control: StartFormState }) {
  if (!earlierJob) return null;
  return (
    <Link to={routes.jobLogs} params={{ jobId: earlierJob.id }}>
      Open the earlier job
    </Link>
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

function LifeSpanFact({ lifeSpan }: { readonly lifeSpan: string }) {
  const end = useEndWords(lifeSpan);
  return <Fact label="At most">{end === "" ? "No limit" : `${lifeSpan.trim()}, until ${end}`}</Fact>;
}

function commandWords(form: StartForm): string {
  const line = [form.entrypoint.trim(), form.command.trim()].filter((part) => part !== "").join(" ");
  return line === "" ? "the image's own command" : line;
}

function placeWords(form: StartForm, preset: Preset | undefined): string {
  if (form.usesOwnResources) return ownWords(form);
  if (!preset) return "–";
  return [preset.name, hardwareWords(preset), gpuWords(preset)].filter((text) => text !== undefined).join(" · ");
}
