import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { configQuery } from "../../api/queries/config.ts";
import { rememberJob } from "../../api/queries/jobs.ts";
import { createStarter, type StartPlatform } from "../../api/startOnce.ts";
import type { StartBody } from "../../lib/startBody.ts";
import { routes } from "../../paths.ts";
import { setPreferences } from "../../state/preferences.ts";
import { useClient } from "../ClientContext.ts";

/**
 * Starts a job, with a preset or with resources of its own, and goes to its logs. A request whose answer is lost never
 * starts a second job; `isLookedFor` tells that its job is being looked for.
 * @param onStarted told before it goes there
 */
export function useStartJob(onStarted?: () => void) {
  const client = useClient();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [starter] = useState(() => createStarter(client));
  const [isLookedFor, setIsLookedFor] = useState(false);

  async function platformOf(body: StartBody): Promise<StartPlatform> {
    const config = await queryClient.ensureQueryData(configQuery(client));
    const cluster = config.clusters.find(({ name }) => name === body.cluster_name) ?? config.clusters[0];
    // Only our own platform tells of its engine.
    return { keepsKeys: cluster?.engine !== undefined, userName: config.username };
  }

  const mutation = useMutation({
    // Without a network the request fails at once and says so, instead of waiting for it unseen.
    networkMode: "always",
    mutationFn: async (body: StartBody) =>
      starter.start(body, { ...(await platformOf(body)), onLost: () => setIsLookedFor(true) }),
    onSettled: () => setIsLookedFor(false),
    onSuccess: async (job) => {
      onStarted?.();
      setPreferences({ lastImage: job.container.image, ...(job.presetName && { lastPreset: job.presetName }) });
      // The lists catch up by themselves; the new job's page need not wait for them.
      void rememberJob(queryClient, job);
      await navigate({ to: routes.jobLogs, params: { jobId: job.id } });
    },
  });
  return { ...mutation, isLookedFor };
}
