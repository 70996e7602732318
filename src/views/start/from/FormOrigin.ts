import { createContext, useContext } from "react";
import type { PlatformConfig } from "../../../../contract/config.ts";
import type { StartForm } from "../startForm.ts";

/** Where the form's contents come from, in words, with the way back. */
export interface OriginNote {
  readonly title: string;
  /** What could not be carried over, a line each. */
  readonly leftOut: readonly string[];
  /** Puts back what was there before. */
  readonly undo?: { readonly label: string; readonly form: StartForm; readonly matrix: string };
}

/** What a form was filled in from, and how it is filled in anew. */
export interface FormOrigin {
  readonly config: PlatformConfig;
  /** The form as it is before anybody touches it. */
  readonly plain: StartForm;
  readonly draftKey: string;
  /** The matrix that belongs to the form at first. */
  readonly matrix: string;
  readonly note: OriginNote | undefined;
  readonly dismissNote: () => void;
  /** To be called when what is typed has been started: there is no draft of it any more. */
  readonly forgetDraft: () => void;
  /** Shows another form in place of this one. */
  readonly replace: (form: StartForm, matrix: string, note?: OriginNote) => void;
}

export const FormOriginContext = createContext<FormOrigin | undefined>(undefined);

/** Where the form on the page comes from. */
export function useFormOrigin(): FormOrigin {
  const origin = useContext(FormOriginContext);
  if (!origin) throw new Error("useFormOrigin needs a StartFrom above it");
  return origin;
}
