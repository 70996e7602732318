import { useDebouncedValue } from "@mantine/hooks";
import { lazy, Suspense, useState } from "react";
import type { Job } from "../../../../contract/job.ts";
import { jobsCount } from "../../../components/jobs/bulk/bulkWords.ts";
import type { JobColumn } from "../../../lib/jobColumns.ts";
import { sortWords } from "../../../lib/jobSort.ts";
import type { JobGridState } from "./useJobGrid.ts";

const BulkBar = lazy(() => import("./BulkBar.tsx"));
const PreviewPane = lazy(() => import("./PreviewPane.tsx"));
const PreviewSheet = lazy(() => import("./PreviewSheet.tsx"));
const RowMenu = lazy(() => import("./RowMenu.tsx"));

/** Keys that run through the list must not open a log for every job on their way. */
const PREVIEW_REST_MS = 150;

export interface GridExtrasProps {
  readonly state: JobGridState;
  readonly jobs: readonly Job[];
  readonly columns: readonly JobColumn[];
}

/** What opens around the rows when it is asked for; until then none of its code is loaded. */
export function GridExtras({ state, jobs, columns }: GridExtrasProps) {
  const { place, selection, commands, kill, menu, focus } = state;
  const [restingId] = useDebouncedValue(state.previewId, PREVIEW_REST_MS);
  const previewId = state.previewId === undefined ? undefined : (restingId ?? state.previewId);
  const listed = jobs.find((job) => job.id === previewId);
  const closePreview = () => {
    place.preview(undefined);
    focus();
  };
  const clear = () => {
    selection.clear();
    focus();
  };
  return (
    <>
      <SelectionStatus count={selection.jobs.length} />
      <OrderStatus words={orderWords(place)} />
      <Suspense>
        {previewId !== undefined && state.isPreviewBeside && (
          <PreviewPane key={previewId} jobId={previewId} listed={listed} onClose={closePreview} />
        )}
        {previewId !== undefined && !state.isPreviewBeside && (
          <PreviewSheet
            key={previewId}
            jobId={previewId}
            listed={listed}
            onClose={place.leavePreview}
            onClosed={focus}
          />
        )}
      </Suspense>
      <Suspense>
        {selection.jobs.length > 0 && <BulkBar jobs={selection.jobs} columns={columns} onClear={clear} />}
      </Suspense>
      <Suspense>
        {menu && (
          <RowMenu
            job={jobs.find((job) => job.id === menu.job.id) ?? menu.job}
            at={menu.at}
            selectedIds={selection.ids}
            onPreview={() => commands.preview(menu.job)}
            onSelect={() => commands.toggleSelected(menu.job)}
            onKill={() => state.grid && kill.ask(menu.job, state.grid)}
            onSearch={place.search}
            onClose={state.closeMenu}
          />
        )}
      </Suspense>
      {kill.dialog}
    </>
  );
}

/** How many are selected, for who does not see it. It is there before there is anything to say, so that it is heard. */
function SelectionStatus({ count }: { readonly count: number }) {
  const [wasUsed, setWasUsed] = useState(false);
  if (count > 0 && !wasUsed) setWasUsed(true);
  return (
    <p className="jd-visually-hidden" role="status" aria-label="Selection">
      {count > 0 ? `${jobsCount(count)} selected` : wasUsed && "Nothing is selected"}
    </p>
  );
}

/** In which order and groups the list stands, for who does not see it change; said only once it has. */
function OrderStatus({ words }: { readonly words: string }) {
  const [first] = useState(words);
  const [hasChanged, setHasChanged] = useState(false);
  if (words !== first && !hasChanged) setHasChanged(true);
  return (
    <p className="jd-visually-hidden" role="status" aria-label="Order">
      {hasChanged && words}
    </p>
  );
}

function orderWords({ sort, group }: JobGridState["place"]): string {
  return group === undefined ? sortWords(sort) : `${sortWords(sort)}, grouped by ${group}`;
}
