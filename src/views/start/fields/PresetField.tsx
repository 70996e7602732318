import { Input } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Capacity, EngineInfo, Preset } from "../../../../contract/config.ts";
import { ACTIVE_STATUSES } from "../../../../contract/status.ts";
import { jobsQuery } from "../../../api/queries/jobs.ts";
import { useClient } from "../../../components/ClientContext.ts";
import { whyNever } from "../fit.ts";
import { ownOfPreset } from "../ownResources.ts";
import { gpuWords, hardwareWords, priceWords, roomWords } from "../presetWords.ts";
import type { FormControl } from "../useStartForm.ts";
import { whyFull } from "../whyFull.ts";
import { OwnResourcesFields } from "./OwnResourcesFields.tsx";
import classes from "./PresetField.module.css";

export interface PresetFieldProps {
  readonly control: FormControl;
  /** How many jobs of each preset could start now; undefined while that is not known. */
  readonly capacity: Capacity | undefined;
}

const ACTIVE = { statuses: ACTIVE_STATUSES };

/** On what to run: one card a preset, with what it gives, costs and how many could start now; or resources of its own. */
export function PresetField({ control, capacity }: PresetFieldProps) {
  const { form, change, errors, cluster } = control;
  const errorId = errors.preset ? "preset-error" : undefined;
  const isAnyFull = cluster.presets.some(({ name }) => capacity?.[name] === 0);
  const { data: active } = useQuery({ ...jobsQuery(useClient(), useQueryClient(), ACTIVE), enabled: isAnyFull });
  const holding = active?.isComplete ? active.jobs : undefined;
  return (
    <>
      <fieldset className={classes.fieldset} aria-describedby={errorId}>
        <legend className={classes.legend}>Preset</legend>
        <div className={classes.cards}>
          {cluster.presets.map((preset) => {
            const isChosen = !form.usesOwnResources && form.preset === preset.name;
            const never = whyNever(preset, cluster);
            const room = capacity?.[preset.name];
            return (
              <Card
                key={preset.name}
                value={preset.name}
                isChosen={isChosen}
                isWrong={errors.preset !== undefined}
                reason={isChosen ? undefined : never}
                choose={() => change({ preset: preset.name, usesOwnResources: false })}
              >
                <PresetFacts
                  preset={preset}
                  room={never === undefined ? roomWords(room) : "Does not fit"}
                  isFull={never !== undefined || room === 0}
                  why={never ?? (holding && room === 0 ? whyFull(preset, cluster, holding) : undefined)}
                />
              </Card>
            );
          })}
          <OwnCard control={control} />
        </div>
        <LimitNotes notes={cluster.engine?.notes} />
        {errors.preset && (
          <Input.Error id={errorId} className={classes.error}>
            {errors.preset}
          </Input.Error>
        )}
      </fieldset>
      {form.usesOwnResources && <OwnResourcesFields control={control} />}
    </>
  );
}

/** How far a job is held to what it is given, where that is less than people expect. */
function LimitNotes({ notes }: { readonly notes: EngineInfo["notes"] | undefined }) {
  const limits = ["resources.cpu", "resources.memory"].flatMap((field) => notes?.[field] ?? []);
  return limits.length > 0 && <p className={classes.limits}>{limits.join(" ")}</p>;
}

interface CardProps {
  readonly value: string;
  readonly isChosen: boolean;
  readonly isWrong?: boolean;
  /** Why it cannot be chosen. */
  readonly reason?: string;
  readonly choose: () => void;
  readonly children: ReactNode;
}

function Card({ value, isChosen, isWrong = false, reason, choose, children }: CardProps) {
  return (
    <label className={classes.card} title={reason} data-disabled={reason !== undefined || undefined}>
      <input
        type="radio"
        name="preset"
        className={classes.radio}
        value={value}
        checked={isChosen}
        disabled={reason !== undefined}
        aria-invalid={isWrong ? true : undefined}
        onChange={choose}
      />
      {children}
    </label>
  );
}

/** Begins with what the chosen preset gives. */
function OwnCard({ control: { form, change, cluster } }: { readonly control: FormControl }) {
  const preset = cluster.presets.find(({ name }) => name === form.preset);
  // Only our own platform, which tells of its engine, is known to take such jobs still.
  const reason = cluster.engine === undefined ? "This platform starts jobs with presets only." : undefined;
  const isFilled = form.cpu !== "" || form.memory !== "";
  return (
    <Card
      value=""
      isChosen={form.usesOwnResources}
      reason={form.usesOwnResources ? undefined : reason}
      choose={() => change(preset && !isFilled ? ownOfPreset(preset) : { usesOwnResources: true })}
    >
      <span className={classes.body}>
        <span className={classes.name}>Own resources</span>
        <span className={classes.about}>{reason ?? "CPUs, memory and GPUs as you say."}</span>
      </span>
    </Card>
  );
}

interface PresetFactsProps {
  readonly preset: Preset;
  /** How many could start now, in words. */
  readonly room: string;
  readonly isFull: boolean;
  /** Who holds what it needs, where nothing of it is free. */
  readonly why: string | undefined;
}

function PresetFacts({ preset, room, isFull, why }: PresetFactsProps) {
  const gpu = gpuWords(preset);
  return (
    <span className={classes.body}>
      <span className={classes.name}>{preset.name}</span>
      <span className="jd-num">{hardwareWords(preset)}</span>
      {gpu && <span>{gpu}</span>}
      <span className={`jd-num ${classes.foot}`}>
        <span>{priceWords(preset.creditsPerHour)}</span>
        <span data-full={isFull || undefined} className={classes.room}>
          {room}
        </span>
      </span>
      {why && <span className={`jd-num ${classes.about}`}>{why}</span>}
    </span>
  );
}
