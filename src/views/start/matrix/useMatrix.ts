import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import type { Cluster } from "../../../../contract/config.ts";
import { useClient } from "../../../components/ClientContext.ts";
import { routes } from "../../../paths.ts";
import { notify } from "../../../state/notice.ts";
import { setPreferences } from "../../../state/preferences.ts";
import { useFormOrigin } from "../from/FormOrigin.ts";
import { creditsPerHourOf } from "../price.ts";
import { toRequest } from "../toRequest.ts";
import type { StartFormState } from "../useStartForm.ts";
import { newMatrixTag, planMatrix, type MatrixPlan } from "./matrixPlan.ts";
import {
  countOf,
  dismissMatrix,
  isUnderWay,
  retryMatrix,
  startMatrix,
  useMatrixRun,
  type MatrixRun,
} from "./matrixRun.ts";

/** A matrix that is being typed beside the form, and the jobs that are started from one. */
export interface MatrixState {
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly plan: MatrixPlan;
  /** How many jobs the form stands for. */
  readonly count: number;
  /** What all of them together cost an hour; undefined while that is not known. */
  readonly creditsPerHour: number | undefined;
  /** What the form's button says. */
  readonly startLabel: string;
  /** Starts what the form stands for: one job, or those of the matrix. */
  readonly submit: () => void;
  readonly run: MatrixRun | undefined;
  readonly retry: () => void;
}

/** The id of the matrix's input. */
export const MATRIX_INPUT_ID = "start-matrix";

/** What differs between many jobs that are otherwise as the form says. */
export function useMatrix(control: StartFormState, cluster: Cluster): MatrixState {
  const client = useClient();
  const router = useRouter();
  const origin = useFormOrigin();
  const run = useMatrixRun((store) => store.run);
  const [text, setText] = useState(origin.matrix);
  const plan = planMatrix(text, toRequest(control.form));
  const count = plan.status === "ready" ? plan.cells.length : 1;
  const creditsPerHour = creditsPerHourOf(control.form, cluster);

  const finish = async (ended: MatrixRun | undefined) => {
    if (!ended) return;
    notify(endWords(ended));
    if (countOf(ended, "started") < ended.cells.length) return;
    origin.forgetDraft();
    // Who has gone elsewhere meanwhile stays there.
    if (router.state.location.pathname !== routes.start) return;
    dismissMatrix();
    await router.navigate({ to: routes.jobs, search: { q: `tag:${ended.tag}` } });
  };
  const submit = () => {
    if (plan.status === "none") return control.submit();
    if (plan.status === "wrong" || isUnderWay(run)) return showMatrix();
    return control.submit(({ request, own }) => {
      setPreferences({ lastImage: request.image, ...(!own && { lastPreset: request.preset_name ?? undefined }) });
      showMatrix();
      void startMatrix(client, { tag: newMatrixTag(), cells: plan.cells, own }).then(finish);
    });
  };
  return {
    ...{ text, setText, plan, submit, run },
    ...{ count, creditsPerHour: creditsPerHour && creditsPerHour * count },
    startLabel: plan.status === "ready" ? `Start ${count} ${count === 1 ? "job" : "jobs"}` : "Start",
    retry: () => void retryMatrix(client).then(finish),
  };
}

/** What is folded away takes no focus. */
function showMatrix(): void {
  const input = document.getElementById(MATRIX_INPUT_ID);
  const fold = input?.closest("details");
  if (fold) fold.open = true;
  input?.focus();
}

function endWords(run: MatrixRun): string {
  const [started, failed] = [countOf(run, "started"), countOf(run, "failed")];
  return `Started ${started} of ${run.cells.length} jobs${failed > 0 ? `; ${failed} failed` : ""}.`;
}
