import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { StartPayload } from "../../../contract/start.ts";
import { rememberJob } from "../../api/queries/jobs.ts";
import { routes } from "../../paths.ts";
import { setPreferences } from "../../state/preferences.ts";
import { useClient } from "../ClientContext.ts";

/** Starts a job and goes to its logs. @param onStarted told before it goes there */
export function useStartJob(onStarted?: () => void) {
  const client = useClient();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (request: StartPayload) => client.start(request),
    onSuccess: async (job) => {
      onStarted?.();
      setPreferences({ lastImage: job.container.image, lastPreset: job.presetName });
      // The lists catch up by themselves; the new job's page need not wait for them.
      void rememberJob(queryClient, job);
      await navigate({ to: routes.jobLogs, params: { jobId: job.id } });
    },
  });
}
