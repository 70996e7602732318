import { useQuery } from "@tanstack/react-query";
import { useRef, type FormEvent, type ReactNode } from "react";
import type { Cluster } from "../../../contract/config.ts";
import type { Job } from "../../../contract/job.ts";
import { capacityQuery } from "../../api/queries/capacity.ts";
import { useClient } from "../../components/ClientContext.ts";
import { jobLabel } from "../../lib/shortId.ts";
import { AdvancedFields } from "./fields/AdvancedFields.tsx";
import { CheckField } from "./fields/CheckField.tsx";
import { EnvironmentField } from "./fields/EnvironmentField.tsx";
import { HttpFields } from "./fields/HttpFields.tsx";
import { ImageField } from "./fields/ImageField.tsx";
import { MountsSection } from "./fields/MountsSection.tsx";
import { NameFields } from "./fields/NameFields.tsx";
import { PresetField } from "./fields/PresetField.tsx";
import { SchedulingSection } from "./fields/SchedulingSection.tsx";
import { textProps } from "./fields/fieldProps.ts";
import { LineTextarea } from "./LineTextarea.tsx";
import { StartTools } from "./from/StartTools.tsx";
import { MatrixSection } from "./matrix/MatrixSection.tsx";
import { useMatrix } from "./matrix/useMatrix.ts";
import type { StartForm } from "./startForm.ts";
import classes from "./StartPage.module.css";
import { Summary } from "./Summary.tsx";
import { useStartForm } from "./useStartForm.ts";

export interface StartFormViewProps {
  readonly cluster: Cluster;
  readonly initial: StartForm;
  /** The job to start again. */
  readonly source: Job | undefined;
}

/** The start form beside a summary of what it would start. */
export function StartFormView({ cluster, initial, source }: StartFormViewProps) {
  const element = useRef<HTMLFormElement>(null);
  const control = useStartForm(initial, cluster, element);
  const matrix = useMatrix(control, cluster);
  const { data: capacity } = useQuery(capacityQuery(useClient()));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    matrix.submit();
  };
  return (
    <form
      ref={element}
      className={classes.page}
      onSubmit={submit}
      onPointerDown={control.press}
      noValidate
      aria-labelledby="start-title"
    >
      <h1 id="start-title" className={classes.title}>
        {source ? `Run ${jobLabel(source)} again` : "Start a job"}
      </h1>
      <StartTools form={control.form} matrix={matrix.text} cluster={cluster} />
      <div className={classes.fields}>
        <Section title="Image and command">
          <ImageField control={control} engine={cluster.engine} />
          <LineTextarea
            label="Command"
            placeholder="python train.py --epochs 10"
            classNames={{ input: "jd-mono" }}
            {...textProps(
              control,
              "command",
              "One shell-quoted line; if empty, the image's own. Pipes and loops need a shell: sh -c '…'",
            )}
          />
          <CheckField
            control={control}
            field="tty"
            label="With a terminal (TTY)"
            hint="For interactive programs: a shell, a debugger, progress bars."
          />
        </Section>
        <Section title="Resources">
          <PresetField control={control} presets={cluster.presets} capacity={capacity} />
        </Section>
        <Section title="Name and tags">
          <NameFields control={control} />
        </Section>
        <Section title="Environment and network">
          <EnvironmentField control={control} />
          <HttpFields control={control} />
        </Section>
        <MountsSection control={control} />
        <SchedulingSection control={control} cluster={cluster} />
        <AdvancedFields control={control} cluster={cluster} />
        <MatrixSection matrix={matrix} />
      </div>
      <Summary control={control} cluster={cluster} capacity={capacity} startLabel={matrix.startLabel} />
    </form>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={classes.section}>
      <h2 className={classes.sectionTitle}>{title}</h2>
      {children}
    </section>
  );
}
