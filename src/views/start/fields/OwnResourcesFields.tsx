import { Autocomplete, NativeSelect, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { gpuModelsOf, MAKER_NAMES, whyNone } from "../ownResources.ts";
import { GPU_MAKERS, type GpuMaker } from "../startForm.ts";
import classes from "../StartPage.module.css";
import type { FormControl } from "../useStartForm.ts";
import { fieldProps, textProps } from "./fieldProps.ts";

/** What a job without a preset gets. What the cluster lacks is not asked for, and why is said. */
export function OwnResourcesFields({ control }: { readonly control: FormControl }) {
  const { form, cluster } = control;
  const noTpu = form.tpuType === "" && form.tpuVersion === "" ? whyNone(cluster, "tpu") : undefined;
  return (
    <>
      <div className={classes.pair}>
        <TextInput
          label="CPUs"
          required
          inputMode="decimal"
          placeholder="0.5"
          classNames={{ input: "jd-num" }}
          {...textProps(control, "cpu", "Cores; fractions are fine.")}
        />
        <TextInput
          label="Memory"
          required
          placeholder="4GiB"
          spellCheck={false}
          classNames={{ input: "jd-num" }}
          {...textProps(control, "memory", "With its unit: 512MiB, 4GiB.")}
        />
      </div>
      <GpuFields control={control} />
      {noTpu === undefined ? (
        <div className={classes.pair}>
          <TextInput label="TPU type" placeholder="v3-8" {...textProps(control, "tpuType", "Empty for none.")} />
          <TextInput
            label="TPU software version"
            placeholder="2.16"
            {...textProps(control, "tpuVersion", "What the TPU runs.")}
          />
        </div>
      ) : (
        <None what="TPU">{noTpu}</None>
      )}
    </>
  );
}

function GpuFields({ control }: { readonly control: FormControl }) {
  const { form, change, cluster } = control;
  const reasons = new Map(GPU_MAKERS.map((maker) => [maker, whyNone(cluster, maker)]));
  const isSet = form.gpuCount !== "" || form.gpuModel !== "";
  const none = GPU_MAKERS.every((maker) => reasons.get(maker) !== undefined) && !isSet;
  if (none) return <None what="GPUs">{[...new Set(reasons.values())].join(" ")}</None>;
  const reason = isSet ? undefined : reasons.get(form.gpuMaker);
  const off = reason === undefined ? {} : { disabled: true, description: reason };
  return (
    <div className={classes.triple}>
      <NativeSelect
        label="GPU maker"
        {...fieldProps(control, "gpuMaker", "Whose GPUs the job gets.")}
        value={form.gpuMaker}
        data={GPU_MAKERS.map((maker) => ({
          value: maker,
          label: reasons.get(maker) === undefined ? MAKER_NAMES[maker] : `${MAKER_NAMES[maker]} – none here`,
          disabled: reasons.get(maker) !== undefined && form.gpuMaker !== maker,
        }))}
        onChange={(event) => change({ gpuMaker: event.currentTarget.value as GpuMaker, gpuModel: "" })}
      />
      <TextInput
        label="GPUs"
        inputMode="numeric"
        placeholder="0"
        classNames={{ input: "jd-num" }}
        {...textProps(control, "gpuCount", "How many; empty for none.")}
        {...off}
      />
      <Autocomplete
        label="GPU model"
        placeholder="any"
        data={gpuModelsOf(cluster, form.gpuMaker)}
        {...fieldProps(control, "gpuModel", "Empty for any.")}
        {...(reason !== undefined && { disabled: true })}
        value={form.gpuModel}
        onChange={(gpuModel) => change({ gpuModel })}
      />
    </div>
  );
}

/** What the cluster does not have takes a line, not its fields. */
function None({ what, children }: { readonly what: string; readonly children: ReactNode }) {
  return (
    <p className={classes.none}>
      <span>{what}</span> {children}
    </p>
  );
}
