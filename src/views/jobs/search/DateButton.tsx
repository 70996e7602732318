import { IconCalendar } from "@tabler/icons-react";
import { lazy } from "react";
import { termsOf, type Query } from "../../../lib/jobSearch/query.ts";
import { PanelButton } from "./PanelButton.tsx";
import { SPANS } from "./spans.ts";

const load = () => import("./DatePanel.tsx");
const DatePanel = lazy(load);

/** Loads the panel's code when somebody comes near. */
function prepare(): void {
  // Opening the panel loads it again and shows the failure.
  load().catch(() => undefined);
}

/** When the jobs were created, by a click. */
export function DateButton({ query }: { readonly query: Query }) {
  const since = termsOf(query, "since")[0]?.values[0]?.text;
  const until = termsOf(query, "until")[0]?.values[0]?.text;
  return (
    <PanelButton
      icon={<IconCalendar size={15} aria-hidden />}
      label={timeWords(since, until)}
      panelLabel="When created"
      isOn={since !== undefined || until !== undefined}
      onIntent={prepare}
    >
      {(close) => <DatePanel query={query} onDone={close} />}
    </PanelButton>
  );
}

function timeWords(since: string | undefined, until: string | undefined): string {
  if (since === undefined) return until === undefined ? "Any time" : `Until ${until}`;
  if (until !== undefined) return `${since} – ${until}`;
  return SPANS.find(({ value }) => value === since)?.label ?? `Since ${since}`;
}
