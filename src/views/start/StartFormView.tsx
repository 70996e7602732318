import { useQuery } from "@tanstack/react-query";
import { useRef, type FormEvent, type ReactNode } from "react";
import type { Cluster } from "../../../contract/config.ts";
import type { Job } from "../../../contract/job.ts";
import { capacityQuery } from "../../api/queries/capacity.ts";
import { useClient } from "../../components/ClientContext.ts";
import { jobLabel } from "../../lib/shortId.ts";
import { AdvancedFields } from "./fields/AdvancedFields.tsx";
import { CheckField } from "./fields/CheckField.tsx";
import { ClusterField } from "./fields/ClusterField.tsx";
import { EnvironmentField } from "./fields/EnvironmentField.tsx";
import { FoldSection } from "./fields/FoldSection.tsx";
import { HttpFields } from "./fields/HttpFields.tsx";
import { ImageField } from "./fields/ImageField.tsx";
import { MountsSection } from "./fields/MountsSection.tsx";
import { NameFields } from "./fields/NameFields.tsx";
import { PresetField } from "./fields/PresetField.tsx";
import { SchedulingSection } from "./fields/SchedulingSection.tsx";
import { ShellWords } from "./fields/ShellWords.tsx";
import { textProps } from "./fields/fieldProps.ts";
import { LineTextarea } from "./LineTextarea.tsx";
import { StartTools } from "./from/StartTools.tsx";
import { MatrixSection } from "./matrix/MatrixSection.tsx";
import { useMatrix } from "./matrix/useMatrix.ts";
import type { FormField, StartForm } from "./startForm.ts";
import classes from "./StartPage.module.css";
import { Summary } from "./Summary.tsx";
import { useStartForm } from "./useStartForm.ts";

export interface StartFormViewProps {
  /** Where a job can run; the first one unless another is chosen. */
  readonly clusters: readonly [Cluster, ...Cluster[]];
  readonly initial: StartForm;
  /** The job to start again. */
  readonly source: Job | undefined;
}

/** The start form beside a summary of what it would start. */
export function StartFormView({ clusters, initial, source }: StartFormViewProps) {
  const element = useRef<HTMLFormElement>(null);
  const control = useStartForm(initial, clusters, element);
  const { cluster } = control;
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
          <ImageField control={control} />
          <LineTextarea
            label="Command"
            placeholder="python train.py --epochs 10"
            // The one thing that is new each time; the rest is as it was last.
            autoFocus
            classNames={{ input: "jd-mono" }}
            {...textProps(
              control,
              "command",
              "One shell-quoted line; if empty, the image's own. Pipes and loops need a shell: sh -c '…'",
            )}
          />
          <ShellWords line={control.form.command} />
          <CheckField
            control={control}
            field="tty"
            label="With a terminal (TTY)"
            hint="For interactive programs: a shell, a debugger, progress bars."
          />
        </Section>
        <Section title="Resources">
          {clusters.length > 1 && <ClusterField control={control} clusters={clusters} />}
          <PresetField control={control} capacity={capacity} />
        </Section>
        <FoldSection title="Name and tags" control={control} fields={NAMES} isOpenAtFirst>
          <NameFields control={control} />
        </FoldSection>
        <FoldSection title="Environment and network" control={control} fields={ENVIRONMENT} isOpenAtFirst>
          <EnvironmentField control={control} />
          <HttpFields control={control} />
        </FoldSection>
        <MountsSection control={control} />
        <SchedulingSection control={control} />
        <AdvancedFields control={control} />
        <MatrixSection matrix={matrix} />
      </div>
      <Summary control={control} capacity={capacity} startLabel={matrix.startLabel} count={matrix.count} />
    </form>
  );
}

const NAMES: readonly FormField[] = ["name", "tags", "description"];
const ENVIRONMENT: readonly FormField[] = ["env", "httpPort", "httpRequiresAuth", "healthCheckPath"];

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={classes.section}>
      <h2 className={classes.sectionTitle}>{title}</h2>
      {children}
    </section>
  );
}
