import { Button, Switch } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState, useSyncExternalStore } from "react";
import type { Job } from "../../../contract/job.ts";
import { isPending } from "../../../contract/status.ts";
import type { LiveState } from "../../api/streams/liveStream.ts";
import { jobLabel } from "../../lib/shortId.ts";
import { setPreferences, usePreferences } from "../../state/preferences.ts";
import { useClient } from "../ClientContext.ts";
import { downloadLog } from "./downloadLog.ts";
import { jobSentence } from "./jobSentence.ts";
import { createLogFeed, type LogSnapshot } from "./logFeed.ts";
import { LogEmpty } from "./LogEmpty.tsx";
import classes from "./LogPanel.module.css";
import { LogStatus } from "./LogStatus.tsx";
import { LogView } from "./LogView.tsx";

/** A job's log: live while the job runs, whole afterwards. One for each job: give it the job's id as its key. */
export function LogPanel({ job }: { readonly job: Job }) {
  const client = useClient();
  const [feed] = useState(() => createLogFeed(client, job.id));
  const snapshot = useSyncExternalStore(feed.subscribe, feed.getSnapshot);
  const wrap = usePreferences((preferences) => preferences.logWrap);
  const timestamps = usePreferences((preferences) => preferences.logTimestamps);
  const state = stateOf(snapshot, job);
  // The last line may be unfinished.
  const knownLines = Math.max(0, snapshot.endNumber - 1);
  const download = useMutation({ mutationFn: () => downloadLog(client, job, knownLines) });
  return (
    <section className={classes.panel} aria-label="Log">
      <div className={classes.toolbar}>
        <LogStatus state={state} onRetry={feed.retryNow} />
        <div className={classes.controls}>
          <Switch
            size="xs"
            label="Wrap"
            checked={wrap}
            onChange={(event) => setPreferences({ logWrap: event.currentTarget.checked })}
          />
          <Switch
            size="xs"
            label="Timestamps"
            checked={timestamps}
            onChange={(event) => setPreferences({ logTimestamps: event.currentTarget.checked })}
          />
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconDownload size={14} aria-hidden />}
            loading={download.isPending}
            onClick={() => download.mutate()}
          >
            Download
          </Button>
        </div>
      </div>
      {download.error && (
        <p className={classes.failure} role="alert">
          The log could not be downloaded. {download.error.message}
        </p>
      )}
      {snapshot.firstNumber > 0 && (
        <p className={classes.notice}>
          The first <span className="jd-num">{snapshot.firstNumber.toLocaleString("en")}</span> lines are not kept here.
          The download has all of them.
        </p>
      )}
      {snapshot.length === 0 ? (
        <LogEmpty state={state} onRetry={feed.retryNow} />
      ) : (
        <LogView
          feed={feed}
          snapshot={snapshot}
          label={`Log of ${jobLabel(job)}`}
          wrap={wrap}
          timestamps={timestamps}
        />
      )}
    </section>
  );
}

/** A platform may hold the connection while the job waits: then nothing is live but the hope. */
function stateOf({ state, length }: LogSnapshot, job: Job): LiveState {
  const waits = isPending(job.status) && length === 0 && (state.status === "live" || state.status === "waiting");
  return waits ? { status: "waiting", message: jobSentence(job) } : state;
}
