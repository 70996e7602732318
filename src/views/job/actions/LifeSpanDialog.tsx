import { TextInput } from "@mantine/core";
import { useState } from "react";
import { formatDuration } from "../../../../contract/durations.ts";
import { useTickingText } from "../../../components/jobs/clock.ts";
import { jobLabel } from "../../../lib/shortId.ts";
import { DialogForm } from "../../../ui/dialog/DialogForm.tsx";
import { DialogText } from "../../../ui/dialog/DialogFrame.tsx";
import classes from "./dialogs.module.css";
import { planLifeSpan, type LifeSpanPlan, type Span } from "./lifeSpanPlan.ts";
import type { JobDialogProps } from "./jobDialog.ts";
import { useOrder } from "./useOrder.ts";

const MINUTE = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** Lets a job run longer than it was given, or gives it its first limit. */
export default function LifeSpanDialog({ job, ...dialog }: JobDialogProps) {
  const [typed, setTyped] = useState("");
  const [hasFirst] = useState(job.lifeSpanSeconds !== undefined);
  // The end moves with the clock while the job does not run, and by less than is shown otherwise.
  const nowMs = Number(useTickingText((now) => String(Math.floor(now / 1000) * 1000)));
  const plan = planLifeSpan(job, typed, nowMs);
  const change = useOrder(
    job,
    (client, seconds: number) =>
      hasFirst ? client.bumpLifeSpan(job.id, seconds) : client.setLifeSpan(job.id, seconds),
    (seconds) =>
      `${jobLabel(job)} may run ${hasFirst ? `${formatDuration(seconds)} longer` : `for ${formatDuration(seconds)}`}.`,
  );
  const submit = () => {
    const seconds = (plan.after?.lifeSpanSeconds ?? 0) - (hasFirst ? (job.lifeSpanSeconds ?? 0) : 0);
    change.mutate(seconds, { onSuccess: dialog.onClose });
  };
  return (
    <DialogForm
      {...dialog}
      title={hasFirst ? `Extend the life span of ${jobLabel(job)}` : `Give ${jobLabel(job)} a life span`}
      submitLabel={hasFirst ? "Extend" : "Set"}
      blocked={plan.wrong !== undefined}
      isPending={change.isPending}
      error={change.error}
      onSubmit={submit}
    >
      <DialogText>
        {hasFirst
          ? "The time that a job may run; waiting does not count."
          : "It has none: it runs until it ends by itself. With one it is ended after so much run time; waiting does not count."}
      </DialogText>
      <TextInput
        label={hasFirst ? "By" : "Life span"}
        description="Days, hours and minutes, e.g. 1d2h30m."
        placeholder="2h"
        value={typed}
        error={typed === "" ? undefined : plan.wrong}
        onChange={(event) => setTyped(event.currentTarget.value)}
        autoComplete="off"
        spellCheck={false}
        data-autofocus
      />
      <PlanTable plan={plan} />
    </DialogForm>
  );
}

function PlanTable({ plan: { before, after } }: { readonly plan: LifeSpanPlan }) {
  return (
    <table className={`jd-num ${classes.plan}`}>
      <thead>
        <tr>
          <td />
          <th scope="col">Now</th>
          <th scope="col">Then</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">Life span</th>
          <td>{spanWords(before)}</td>
          <td>{after ? spanWords(after) : "–"}</td>
        </tr>
        {(before.endsAtMs ?? after?.endsAtMs) !== undefined && (
          <tr>
            <th scope="row">Ends</th>
            <td>{endWords(before)}</td>
            <td>{after ? endWords(after) : "–"}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function spanWords({ lifeSpanSeconds }: Span): string {
  return lifeSpanSeconds === undefined ? "none" : formatDuration(lifeSpanSeconds);
}

function endWords({ endsAtMs }: Span): string {
  return endsAtMs === undefined ? "–" : MINUTE.format(endsAtMs);
}
