import { useEffect } from "react";
import { clearDraft, saveDraft } from "../../../state/drafts.ts";
import { notify } from "../../../state/notice.ts";
import type { StartForm } from "../startForm.ts";
import { isUntouched } from "./draftForm.ts";
import { useFormOrigin } from "./FormOrigin.ts";

/** Keeps what is typed until it is started: over a reload, a walk to another page and a session that was lost. */
export function useDraft(form: StartForm, matrix: string): void {
  const { draftKey, plain } = useFormOrigin();
  useEffect(() => {
    if (isUntouched(form, matrix, plain)) return clearDraft(draftKey);
    try {
      saveDraft(draftKey, { form, matrix });
    } catch (error) {
      notify(`This browser cannot keep the form as a draft: ${(error as Error).message}`);
    }
  }, [form, matrix, draftKey, plain]);
}
