import { useQueries, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useEffectEvent, useState } from "react";
import { configQuery } from "../../api/queries/config.ts";
import { watchedJobsQuery, type WatchedJobs, type WatchTarget } from "../../api/queries/watchedJobs.ts";
import { routes } from "../../paths.ts";
import { useWatch } from "../../state/watch.ts";
import { useClient } from "../ClientContext.ts";
import { announce, wordsOf } from "./announce.ts";
import { createTitleMark, type TitleMark } from "./titleMark.ts";

/** Tells of the jobs that the user watches, on whatever page he is and while he looks elsewhere. Shows nothing. */
export default function JobWatch() {
  const client = useClient();
  const { mine, jobIds } = useWatch();
  const config = useQuery({ ...configQuery(client), enabled: mine });
  const owner = mine ? config.data?.username : undefined;
  const targets: WatchTarget[] = [...(owner === undefined ? [] : [{ owner }]), ...jobIds.map((jobId) => ({ jobId }))];
  const looks = useQueries({ queries: targets.map((target) => watchedJobsQuery(client, target)) });
  const seen = looks.map(({ data }) => data).filter((look) => look !== undefined);
  useAnnouncements(seen);
  return (
    <span className="jd-visually-hidden" role="status" aria-label="Watched jobs">
      {seen.flatMap(({ events }) => events.map((event) => wordsOf(event).title)).join(". ")}
    </span>
  );
}

/** Announces what is new in each look once. */
function useAnnouncements(looks: readonly WatchedJobs[]): void {
  const navigate = useNavigate();
  const [told] = useState(() => new WeakSet<WatchedJobs>());
  const [unseen] = useState(createUnseen);
  useEffect(() => unseen.begin(), [unseen]);
  const open = useEffectEvent((jobId: string) => void navigate({ to: routes.job, params: { jobId } }));
  useEffect(() => {
    for (const look of looks) {
      if (told.has(look)) continue;
      told.add(look);
      for (const event of look.events) {
        announce(event, (jobId) => open(jobId));
        unseen.add();
      }
    }
  }, [looks, told, unseen]);
}

/** What happened while the user looked elsewhere, counted in the title until he is back. */
function createUnseen() {
  let count = 0;
  let mark: TitleMark | undefined;
  const seen = () => {
    if (!isLookedAt()) return;
    count = 0;
    mark?.set(0);
  };
  return {
    begin() {
      mark = createTitleMark(document);
      window.addEventListener("focus", seen);
      document.addEventListener("visibilitychange", seen);
      return () => {
        window.removeEventListener("focus", seen);
        document.removeEventListener("visibilitychange", seen);
        mark?.dispose();
        mark = undefined;
      };
    },
    add() {
      if (isLookedAt()) return;
      count += 1;
      mark?.set(count);
    },
  };
}

function isLookedAt(): boolean {
  return document.visibilityState === "visible" && document.hasFocus();
}
