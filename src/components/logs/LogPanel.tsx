import { Button } from "@mantine/core";
import { useCallbackRef } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { IconDownload } from "@tabler/icons-react";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { Job } from "../../../contract/job.ts";
import { isPending } from "../../../contract/status.ts";
import { lineRangeOf, lineText, queryOf, tidyAddress, type LogAddress } from "../../lib/logAddress.ts";
import { jobLabel } from "../../lib/shortId.ts";
import { isShortcut } from "../../lib/shortcuts/keys.ts";
import { usePreferences } from "../../state/preferences.ts";
import { useClient } from "../ClientContext.ts";
import { useShortcuts } from "../shortcuts/useShortcuts.ts";
import { downloadLog } from "./downloadLog.ts";
import { jobSentence } from "./jobSentence.ts";
import { createLogFeed, type LogSnapshot } from "./logFeed.ts";
import { LogEmpty } from "./LogEmpty.tsx";
import { LogFilterMenu } from "./LogFilterMenu.tsx";
import { LogNotices } from "./LogNotices.tsx";
import classes from "./LogPanel.module.css";
import type { LogSource } from "./logProtocol.ts";
import { sourceOf } from "./logSource.ts";
import { LogSearchField } from "./LogSearchField.tsx";
import { LogStatus, type LogState } from "./LogStatus.tsx";
import { LogView, type LogViewHandle } from "./LogView.tsx";
import { LogViewMenu } from "./LogViewMenu.tsx";
import { SelectedLines } from "./SelectedLines.tsx";

export interface LogPanelProps {
  /** One job, or several whose lines are put together by time. Give the panel their ids as its key. */
  readonly jobs: readonly [Job, ...Job[]];
  /** What is searched for and chosen, where it stands in the page's address. */
  readonly address?: LogAddress;
  readonly onAddress?: (address: LogAddress) => void;
}

/** Jobs' logs: live while they run, whole afterwards. */
export function LogPanel({ jobs, address: given, onAddress }: LogPanelProps) {
  const [own, setOwn] = useState<LogAddress>({});
  const address = given ?? own;
  // Constant functions: what does not change is not drawn again with each frame of a flood.
  const change = useCallbackRef((next: Partial<LogAddress>) =>
    (onAddress ?? setOwn)(tidyAddress({ ...address, ...next })),
  );
  const preferences = usePreferences();
  const [feed] = useState(() => createLogFeed(jobs.map(sourceOf), preferences.logCapMb * 1e6));
  const snapshot = useSyncExternalStore(feed.subscribe, feed.getSnapshot);
  const view = useRef<LogViewHandle>(null);
  const searchInput = useRef<HTMLInputElement>(null);
  const [found, setFound] = useState<{ readonly index: number; readonly filters: string }>();
  const [job] = jobs;
  const isMerged = jobs.length > 1;
  // Of several logs on a page each has a name of its own.
  const name = isMerged ? "Logs by time" : `Log of ${jobLabel(job)}`;
  const selected = isMerged ? undefined : lineRangeOf(address.line);
  const [startsAtEnd] = useState(selected === undefined);

  const restarts = JSON.stringify(jobs.map(sourceOf));
  useEffect(() => feed.setSources(JSON.parse(restarts) as LogSource[]), [feed, restarts]);
  useEffect(() => feed.setCap(preferences.logCapMb * 1e6), [feed, preferences.logCapMb]);

  const filterText = JSON.stringify({ ...address, line: undefined });
  const current = found?.filters === filterText ? found.index : undefined;
  const isFirstQuery = useRef(true);
  useEffect(() => {
    const isFirst = isFirstQuery.current;
    isFirstQuery.current = false;
    const top = view.current?.topIndex();
    const place = top === undefined ? undefined : placeOfRow(feed.getSnapshot(), top);
    feed.setQuery(queryOf(JSON.parse(filterText) as LogAddress), preferences.logJson);
    // What was at the top stays there, or what is nearest to it among the lines that are shown now.
    if (!isFirst && place && !view.current?.isFollowing()) void feed.indexOfLine(place).then(view.current?.topTo);
  }, [feed, filterText, preferences.logJson]);

  const firstLine = useRef(selected?.from);
  const [firstIndex, setFirstIndex] = useState<number>();
  useEffect(() => {
    const number = firstLine.current;
    if (number !== undefined) void feed.indexOfLine({ source: 0, number }).then(setFirstIndex);
  }, [feed]);
  const isEmpty = snapshot.sources.every(({ endNumber }) => endNumber === 0);
  useEffect(() => {
    // The line may be found before there is a view to show it in.
    if (firstIndex !== undefined && !isEmpty) view.current?.jumpTo(firstIndex);
  }, [firstIndex, isEmpty]);

  async function step(direction: 1 | -1): Promise<void> {
    const from = current ?? (direction === 1 ? (view.current?.topIndex() ?? 0) - 1 : (view.current?.topIndex() ?? 0));
    view.current?.stop();
    const index = await feed.nextMatch(from, direction);
    if (index === undefined) return;
    setFound({ index, filters: filterText });
    view.current?.jumpTo(index);
  }
  const onStep = useCallbackRef((direction: 1 | -1) => void step(direction));

  const goTo = (index: Promise<number>) => {
    view.current?.stop();
    void index.then((found) => view.current?.jumpTo(found));
  };
  const goToLine = useCallbackRef((number: number) => {
    // What is not written yet would be waited for in silence.
    if (number >= (snapshot.sources[0]?.endNumber ?? 0)) view.current?.toEnd();
    else goTo(feed.indexOfLine({ source: 0, number }));
  });
  const goToTime = useCallbackRef((timestampMs: number) => goTo(feed.indexAtTime(timestampMs)));
  const leaveSearch = useCallbackRef(() => view.current?.focus());
  const search = () => {
    searchInput.current?.focus();
    searchInput.current?.select();
  };
  useShortcuts({ search });
  const state = stateOf(snapshot, job, isMerged);
  const [progress, setProgress] = useState<number>();
  const download = useMutation({
    mutationFn: () => downloadLog(client, job, { knownLines: Math.max(0, snapshot.end - 1), onBytes: setProgress }),
    onSettled: () => setProgress(undefined),
  });
  const client = useClient();
  return (
    <section
      className={classes.panel}
      aria-label={name}
      onKeyDown={(event) => {
        const isLetter = event.key === "/" && event.target instanceof HTMLInputElement;
        if (!isShortcut("logFind", event.nativeEvent) || isLetter) return;
        event.preventDefault();
        event.stopPropagation();
        search();
      }}
    >
      <div className={classes.toolbar}>
        <LogSearchField
          inputRef={searchInput}
          logName={name}
          address={address}
          search={snapshot.search}
          onChange={change}
          onStep={onStep}
          onLeave={leaveSearch}
        />
        <div className={classes.fate}>
          <LogStatus state={state} onRetry={feed.retryNow} />
        </div>
        <div className={classes.controls}>
          <LogFilterMenu address={address} onChange={change} />
          <LogViewMenu onGoToLine={goToLine} onGoToTime={goToTime} />
          {!isMerged && (
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<IconDownload size={14} aria-hidden />}
              disabled={download.isPending}
              title="Download"
              onClick={() => download.mutate()}
            >
              {progress === undefined ? (
                "Download"
              ) : (
                <span data-facts>{downloadWords(progress, snapshot.sources[0]?.seenBytes ?? 0)}</span>
              )}
            </Button>
          )}
        </div>
      </div>
      {download.error && (
        <p className={classes.failure} role="alert">
          The log could not be downloaded. {download.error.message}
        </p>
      )}
      <LogNotices snapshot={snapshot} onRefetch={feed.refetch} />
      {selected && <SelectedLines range={selected} feed={feed} onClear={() => change({ line: undefined })} />}
      {isEmpty ? (
        <LogEmpty state={state} onRetry={feed.retryNow} />
      ) : (
        <LogView
          handle={view}
          feed={feed}
          snapshot={snapshot}
          label={name}
          wrap={preferences.logWrap}
          times={preferences.logTimes}
          zeroMs={job.history.startedAtMs ?? job.history.createdAtMs}
          fontPx={preferences.logFontPx}
          selected={selected}
          currentIndex={current}
          sourceNames={isMerged ? jobs.map(jobLabel) : undefined}
          startsAtEnd={startsAtEnd}
          onPickLine={(number, extendsRange) => {
            if (isMerged) return;
            const from = extendsRange && selected ? Math.min(selected.from, number) : number;
            const to = extendsRange && selected ? Math.max(selected.to, number) : number;
            view.current?.stop();
            change({ line: lineText({ from, to }) });
          }}
        />
      )}
    </section>
  );
}

function placeOfRow({ rows, from }: LogSnapshot, index: number) {
  const row = rows[index - from];
  return row && { source: row.source, number: row.number };
}

function downloadWords(doneBytes: number, knownBytes: number): string {
  if (knownBytes === 0) return "Downloading…";
  return `${Math.min(99, Math.floor((doneBytes / knownBytes) * 100))} %`;
}

/** A platform may hold the connection while the job waits: then nothing is live but the hope. */
function stateOf({ sources }: LogSnapshot, job: Job, isMerged: boolean): LogState {
  const states = sources.map(({ state }) => state);
  const first = states[0] ?? { status: "connecting" };
  // Of several logs the one that needs attention is told of.
  if (isMerged) {
    const ended = states.flatMap((state) => (state.status === "ended" ? [state.job] : []));
    if (ended.length === states.length) return { status: "allEnded", jobs: ended };
    return (
      (["refused", "reconnecting", "connecting", "live"] as const)
        .map((status) => states.find((state) => state.status === status))
        .find((state) => state !== undefined) ?? first
    );
  }
  const isSilent = sources[0]?.endNumber === 0;
  const waits = isPending(job.status) && isSilent && (first.status === "live" || first.status === "waiting");
  return waits ? { status: "waiting", message: jobSentence(job) } : first;
}
