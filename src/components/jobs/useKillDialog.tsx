import { lazy, Suspense, useCallback, useState, type ReactNode } from "react";
import type { Job } from "../../../contract/job.ts";

const load = () => import("./KillDialog.tsx");
const KillDialog = lazy(load);

/** Loads the dialog's code before it is asked for, so that it opens at once and also when the server is gone by then. */
function prepare(): void {
  // Whoever opens the dialog loads it again and shows the failure.
  load().catch(() => undefined);
}

export interface KillDialogControl {
  /** Opens the dialog; always the same function. */
  readonly ask: (job: Job, button: HTMLElement) => void;
  /** To be rendered beside the buttons. */
  readonly dialog: ReactNode;
  /** For what is around the buttons: whoever comes near is likely to ask. */
  readonly intentProps: { readonly onPointerEnter: () => void; readonly onFocus: () => void };
}

interface Question {
  readonly job: Job;
  /** Gets the focus back when the dialog closes. */
  readonly button: HTMLElement;
  readonly isOpen: boolean;
}

/** One kill dialog for any number of buttons. */
export function useKillDialog(): KillDialogControl {
  const [question, setQuestion] = useState<Question>();
  const ask = useCallback((job: Job, button: HTMLElement) => setQuestion({ job, button, isOpen: true }), []);
  return {
    ask,
    intentProps: { onPointerEnter: prepare, onFocus: prepare },
    dialog: question && (
      <Suspense>
        <KillDialog
          key={question.job.id}
          job={question.job}
          opened={question.isOpen}
          onClose={() => setQuestion({ ...question, isOpen: false })}
          onClosed={() => question.button.focus()}
        />
      </Suspense>
    ),
  };
}
