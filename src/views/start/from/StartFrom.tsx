import { Fragment, useState, type ReactNode } from "react";
import type { Cluster, PlatformConfig } from "../../../../contract/config.ts";
import { clearDraft, readDraft } from "../../../state/drafts.ts";
import type { StartForm } from "../startForm.ts";
import { formOfDraft } from "./draftForm.ts";
import { fitRequest } from "./fitRequest.ts";
import { FormOriginContext, type OriginNote } from "./FormOrigin.ts";
import { requestOfLink, type LinkSearch } from "./linkRequest.ts";

export interface StartFromProps {
  readonly config: PlatformConfig;
  readonly cluster: Cluster;
  /** The form as it is where nothing else fills it in. */
  readonly plain: StartForm;
  readonly search: LinkSearch;
  readonly draftKey: string;
  readonly children: (initial: StartForm) => ReactNode;
}

interface Filling {
  readonly form: StartForm;
  readonly matrix: string;
  readonly note: OriginNote | undefined;
  /** Counts the fillings: each begins with a form that nobody has touched. */
  readonly number: number;
}

/** Fills the form in: from the draft of an earlier visit, else from the link, else plainly; and later from elsewhere. */
export function StartFrom({ config, cluster, search, draftKey, children, ...props }: StartFromProps) {
  const [first] = useState(() => firstForms(props.plain, config, cluster, search, draftKey));
  const [filling, setFilling] = useState<Filling>(first.filling);
  const origin = {
    ...{ config, plain: first.plain, draftKey, matrix: filling.matrix, note: filling.note },
    dismissNote: () => setFilling((now) => ({ ...now, note: undefined })),
    forgetDraft: () => clearDraft(draftKey),
    replace: (form: StartForm, matrix: string, note?: OriginNote) =>
      setFilling(({ number }) => ({ form, matrix, note, number: number + 1 })),
  };
  return (
    <FormOriginContext value={origin}>
      <Fragment key={filling.number}>{children(filling.form)}</Fragment>
    </FormOriginContext>
  );
}

function firstForms(
  fallback: StartForm,
  config: PlatformConfig,
  cluster: Cluster,
  search: LinkSearch,
  draftKey: string,
): { readonly plain: StartForm; readonly filling: Filling } {
  const link = requestOfLink(search);
  const fitted = link && fitRequest(link, fallback, config, cluster);
  const plain = fitted?.form ?? fallback;
  const draft = formOfDraft(readDraft(draftKey), plain);
  const fromLink: OriginNote | undefined = fitted && { title: "Filled in from the link", leftOut: fitted.leftOut };
  if (!draft) return { plain, filling: { form: plain, matrix: "", note: fromLink, number: 0 } };
  const undo = { label: "Discard", form: plain, matrix: "" };
  const note: OriginNote = { title: "Draft restored", leftOut: fitted?.leftOut ?? [], undo };
  return { plain, filling: { ...draft, note, number: 0 } };
}
