import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { checkJobName } from "../../../contract/names.ts";
import { nameHolderQuery } from "../../api/queries/nameHolder.ts";
import { useClient } from "../../components/ClientContext.ts";
import { usePlace } from "./usePlace.ts";
import type { FormControl } from "./useStartForm.ts";

const TYPING_PAUSE_MS = 300;

/** What is known of a name while it is typed: nothing, that it is free, or who has it, as a sentence. */
export type NameState = { readonly kind: "unknown" | "free" } | { readonly kind: "taken"; readonly sentence: string };

/** Asks whether the form's name is free in its project, once typing pauses and the name could be one. */
export function useNameHolder(control: Pick<FormControl, "form" | "cluster">): NameState {
  const client = useClient();
  const { projectName } = usePlace(control);
  const name = control.form.name.trim();
  const [settled] = useDebouncedValue(name, TYPING_PAUSE_MS);
  const isAsked = name !== "" && checkJobName(name) === undefined && settled === name;
  const { data: holder } = useQuery({ ...nameHolderQuery(client, name, projectName), enabled: isAsked });
  if (!isAsked || holder === undefined) return { kind: "unknown" };
  if (holder === null) return { kind: "free" };
  const sentence = `${holder.owner} has a ${holder.status} job of this name. Choose another name, or kill that job.`;
  return { kind: "taken", sentence };
}
