import { Input } from "@mantine/core";
import type { Capacity, Preset } from "../../../../contract/config.ts";
import { gpuWords, hardwareWords, priceWords, roomWords } from "../presetWords.ts";
import type { FormControl } from "../useStartForm.ts";
import classes from "./PresetField.module.css";

export interface PresetFieldProps {
  readonly control: FormControl;
  readonly presets: readonly Preset[];
  /** How many jobs of each preset could start now; undefined while that is not known. */
  readonly capacity: Capacity | undefined;
}

/** Which preset to run on: one card each, with what it gives, costs and how many could start now. */
export function PresetField({ control, presets, capacity }: PresetFieldProps) {
  const { form, change, errors } = control;
  const errorId = errors.preset ? "preset-error" : undefined;
  return (
    <fieldset className={classes.fieldset} aria-describedby={errorId}>
      <legend className={classes.legend}>Preset</legend>
      <div className={classes.cards}>
        {presets.map((preset) => (
          <label key={preset.name} className={classes.card}>
            <input
              type="radio"
              name="preset"
              className={classes.radio}
              value={preset.name}
              checked={form.preset === preset.name}
              aria-invalid={errors.preset ? true : undefined}
              onChange={() => change({ preset: preset.name })}
            />
            <PresetCard preset={preset} room={capacity?.[preset.name]} />
          </label>
        ))}
      </div>
      {errors.preset && (
        <Input.Error id={errorId} className={classes.error}>
          {errors.preset}
        </Input.Error>
      )}
    </fieldset>
  );
}

function PresetCard({ preset, room }: { readonly preset: Preset; readonly room: number | undefined }) {
  const gpu = gpuWords(preset);
  return (
    <span className={classes.body}>
      <span className={classes.name}>{preset.name}</span>
      <span className="jd-num">{hardwareWords(preset)}</span>
      {gpu && <span>{gpu}</span>}
      <span className={`jd-num ${classes.foot}`}>
        <span>{priceWords(preset.creditsPerHour)}</span>
        <span data-full={room === 0 || undefined} className={classes.room}>
          {roomWords(room)}
        </span>
      </span>
    </span>
  );
}
