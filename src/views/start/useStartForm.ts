import { useState, type RefObject } from "react";
import { flushSync } from "react-dom";
import type { Cluster } from "../../../contract/config.ts";
import type { Job } from "../../../contract/job.ts";
import { ApiError } from "../../api/errors.ts";
import { EarlierJobError, LostStartError } from "../../api/startOnce.ts";
import type { FlatBody } from "../../lib/startBody.ts";
import { useStartJob } from "../../components/jobs/useStartJob.ts";
import { checkForm, sentence, type FormErrors } from "./formErrors.ts";
import { totalOf, whyNever } from "./fit.ts";
import { useFormOrigin } from "./from/FormOrigin.ts";
import { createPress } from "./press.ts";
import { FIELD_LABELS, formFieldOf, whyUnavailable, type FormField, type StartForm } from "./startForm.ts";
import { toBody, toFlat } from "./toRequest.ts";

/** What a field needs to be shown and changed. */
export interface FormControl {
  readonly form: StartForm;
  readonly change: (change: Partial<StartForm>) => void;
  /** Where the job is to run. */
  readonly cluster: Cluster;
  /** What is wrong with a field, once the user has left it or tried to start. */
  readonly errors: FormErrors;
  /** Marks a field as left, so that what is wrong with it is shown. */
  readonly leave: (field: FormField) => void;
  /** Why a field cannot be used on this cluster. */
  readonly unavailable: (field: FormField) => string | undefined;
  /** Whether jobs of the chosen preset take turns. */
  readonly takesTurns: boolean;
}

export interface StartFormState extends FormControl {
  /** Checks the form and starts its job; or hands it to `send` instead. */
  readonly submit: (send?: (job: FlatBody) => void) => void;
  /** To be called when the pointer goes down in the form. */
  readonly press: () => void;
  readonly isStarting: boolean;
  /** Whether the connection was lost while starting, and the job is being looked for. */
  readonly isLookedFor: boolean;
  /** Whether the last request may have started a job that nobody could find yet. */
  readonly isOutcomeUnknown: boolean;
  /** The job that an earlier request has started whose answer was lost. */
  readonly earlierJob: Job | undefined;
  /** What keeps the form from being sent, once the user has tried to. */
  readonly wrongFields: readonly FormField[];
  /** Why the platform refused the last request, as long as what it refused stands. */
  readonly refusal: string | undefined;
}

/**
 * The state of a start form: what was typed, what is wrong with it, and starting it.
 * @param clusters where a job can run, the one that is taken unless another is named first: a cluster's engine says
 * what cannot be done, its presets what goes together
 */
export function useStartForm(
  initial: StartForm,
  clusters: readonly [Cluster, ...Cluster[]],
  element: RefObject<HTMLFormElement | null>,
): StartFormState {
  const [fallback] = clusters;
  const [form, setForm] = useState(initial);
  const [left, setLeft] = useState<ReadonlySet<FormField>>(new Set());
  const [attempted, setAttempted] = useState(false);
  const [sent, setSent] = useState(initial);
  const [press] = useState(() => createPress(window));
  const start = useStartJob(useFormOrigin().forgetDraft);
  const cluster = clusters.find(({ name }) => name === form.clusterName) ?? fallback;
  const preset = cluster.presets.find(({ name }) => name === form.preset);
  const takesTurns = !form.usesOwnResources && (preset?.schedulerEnabled ?? false);
  const neverFits = preset && whyNever(preset, cluster);
  const found = checkForm(form, { takesTurns, total: totalOf(cluster), neverFits });
  const refused = refusedField(start.error);
  const isMended = refused !== undefined && form[refused] !== sent[refused];
  const refusal = start.error && !isMended ? refusalWords(start.error, refused !== undefined) : undefined;
  const errors = attempted ? found : pick(found, left);
  return {
    form,
    cluster,
    change: (change) => setForm((before) => ({ ...before, ...change })),
    errors: refused && refusal ? { [refused]: sentence(refusal), ...errors } : errors,
    leave: (field) => press.whenReleased(() => setLeft((before) => withField(before, field))),
    takesTurns,
    unavailable: (field) => whyUnavailable(cluster.engine?.unsupported ?? {}, field),
    submit: (send) => {
      if (start.isPending) return;
      if (Object.keys(found).length > 0) {
        flushSync(() => setAttempted(true));
        if (element.current) focusFirstWrong(element.current);
        return;
      }
      if (send) return send(toFlat(form));
      setSent(form);
      start.mutate(toBody(form));
    },
    press: press.begin,
    wrongFields: attempted ? (Object.keys(found) as FormField[]) : [],
    isStarting: start.isPending || start.isSuccess,
    isLookedFor: start.isLookedFor,
    isOutcomeUnknown: start.error instanceof LostStartError && start.error.isUnknown,
    earlierJob: start.error instanceof EarlierJobError ? start.error.job : undefined,
    refusal: refusal && refused ? `${FIELD_LABELS[refused]}: ${refusal}` : refusal,
  };
}

/** A fold that was closed over what is wrong in it opens again: nothing in a closed one takes the focus. */
function focusFirstWrong(form: HTMLFormElement): void {
  const wrong = form.querySelector<HTMLElement>('[aria-invalid="true"]');
  const fold = wrong?.closest("details");
  if (fold) fold.open = true;
  wrong?.focus();
}

function withField(fields: ReadonlySet<FormField>, field: FormField): ReadonlySet<FormField> {
  return fields.has(field) ? fields : new Set(fields).add(field);
}

function refusedField(error: Error | null): FormField | undefined {
  return error instanceof ApiError && error.field !== undefined ? formFieldOf(error.field) : undefined;
}

/** The platform's reason, without the field's wire name where the field itself shows it. */
function refusalWords(error: Error, isShownAtField: boolean): string {
  const prefix = isShownAtField && error instanceof ApiError ? `${error.field ?? ""}: ` : "";
  return error.message.startsWith(prefix) ? error.message.slice(prefix.length) : error.message;
}

function pick(errors: FormErrors, fields: ReadonlySet<FormField>): FormErrors {
  return Object.fromEntries(Object.entries(errors).filter(([field]) => fields.has(field as FormField)));
}
