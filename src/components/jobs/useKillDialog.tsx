import { lazy, Suspense, useCallback, useState, type ReactNode } from "react";
import type { Job } from "../../../contract/job.ts";

const KillDialog = lazy(() => import("./KillDialog.tsx"));

interface Question {
  readonly job: Job;
  /** Gets the focus back when the dialog closes. */
  readonly button: HTMLElement;
  readonly isOpen: boolean;
}

/** One kill dialog for any number of buttons: `ask`, always the same function, opens it, `dialog` is to be rendered beside them. */
export function useKillDialog(): { ask: (job: Job, button: HTMLElement) => void; dialog: ReactNode } {
  const [question, setQuestion] = useState<Question>();
  const ask = useCallback((job: Job, button: HTMLElement) => setQuestion({ job, button, isOpen: true }), []);
  return {
    ask,
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
