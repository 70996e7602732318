import { Checkbox, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRef, type FormEvent, type ReactNode } from "react";
import type { Cluster } from "../../../contract/config.ts";
import type { Job } from "../../../contract/job.ts";
import { capacityQuery } from "../../api/queries/capacity.ts";
import { useClient } from "../../components/ClientContext.ts";
import { jobLabel } from "../../lib/shortId.ts";
import { AdvancedFields } from "./fields/AdvancedFields.tsx";
import { EnvironmentField } from "./fields/EnvironmentField.tsx";
import { ImageField } from "./fields/ImageField.tsx";
import { NameFields } from "./fields/NameFields.tsx";
import { PresetField } from "./fields/PresetField.tsx";
import { textProps } from "./fields/fieldProps.ts";
import { LineTextarea } from "./LineTextarea.tsx";
import type { StartForm } from "./startForm.ts";
import classes from "./StartPage.module.css";
import { Summary } from "./Summary.tsx";
import { useStartForm, type FormControl } from "./useStartForm.ts";

export interface StartFormViewProps {
  readonly cluster: Cluster;
  readonly initial: StartForm;
  /** The job to start again. */
  readonly source: Job | undefined;
}

/** The start form beside a summary of what it would start. */
export function StartFormView({ cluster, initial, source }: StartFormViewProps) {
  const element = useRef<HTMLFormElement>(null);
  const control = useStartForm(initial, cluster.engine?.unsupported ?? {}, element);
  const { data: capacity } = useQuery(capacityQuery(useClient()));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    control.submit();
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
          <Checkbox
            size="xs"
            label="With a terminal (TTY)"
            description={control.unavailable("tty") ?? "For interactive programs: a shell, a debugger, progress bars."}
            disabled={control.unavailable("tty") !== undefined}
            checked={control.form.tty}
            onChange={(event) => control.change({ tty: event.currentTarget.checked })}
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
          <HttpField control={control} />
        </Section>
        <AdvancedFields control={control} cluster={cluster} />
      </div>
      <Summary control={control} cluster={cluster} source={source} capacity={capacity} />
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

function HttpField({ control }: { readonly control: FormControl }) {
  const { form, change, unavailable } = control;
  const reason = unavailable("httpPort");
  return (
    <div className={classes.pair}>
      <TextInput
        label="HTTP port"
        placeholder="8080"
        inputMode="numeric"
        classNames={{ input: "jd-num" }}
        {...textProps(control, "httpPort", "Where the job serves a web page, if it does.")}
      />
      <Checkbox
        size="xs"
        className={classes.beside}
        label="Only for those signed in"
        disabled={reason !== undefined || form.httpPort.trim() === ""}
        title={reason}
        checked={form.httpRequiresAuth}
        onChange={(event) => change({ httpRequiresAuth: event.currentTarget.checked })}
      />
    </div>
  );
}
