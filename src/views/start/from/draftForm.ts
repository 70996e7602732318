import type { Draft } from "../../../state/drafts.ts";
import type { StartForm } from "../startForm.ts";

/** What a draft holds of a form. */
export interface DraftForm {
  readonly form: StartForm;
  readonly matrix: string;
}

/**
 * The form that a draft holds: fields that the form has gained since are as in `plain`.
 * @returns undefined where it holds none, or nothing but what `plain` has
 */
export function formOfDraft(draft: Draft | undefined, plain: StartForm): DraftForm | undefined {
  if (!draft || !fits(draft.form, plain)) return undefined;
  const { form, matrix } = { form: { ...plain, ...draft.form }, matrix: draft.matrix };
  return isUntouched(form, matrix, plain) ? undefined : { form, matrix };
}

/** Whether there is nothing to keep. */
export function isUntouched(form: StartForm, matrix: string, plain: StartForm): boolean {
  return matrix === "" && JSON.stringify(sorted(form)) === JSON.stringify(sorted(plain));
}

function sorted(form: StartForm): [string, unknown][] {
  return Object.entries(form)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Whether what was kept is a form of today's kind, and not one of an older version of the app. */
function fits(kept: unknown, plain: StartForm): kept is Partial<StartForm> {
  if (typeof kept !== "object" || kept === null) return false;
  return Object.entries(plain).every(([field, value]) => {
    const found = (kept as Record<string, unknown>)[field];
    if (found === undefined || value === undefined) return true;
    return typeof found === typeof value && Array.isArray(found) === Array.isArray(value);
  });
}
