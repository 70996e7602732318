import { Button } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import type { Job } from "../../../contract/job.ts";
import { useClient } from "../ClientContext.ts";
import { ActionError } from "./ActionError.tsx";
import { disabledProps } from "./disabledProps.ts";
import { isWebAddress, openTab } from "./openTab.ts";
import { useCan } from "./useCan.ts";
import { useEngine } from "./useEngine.ts";

const LOOK = { variant: "default", size: "xs", leftSection: <IconExternalLink size={14} aria-hidden /> } as const;

/** Opens the job's own page in a new tab; nothing where the job serves none. */
export function OpenPageButton({ job }: { readonly job: Job }) {
  const client = useClient();
  const engine = useEngine(job.clusterName);
  const opening = useMutation({ mutationFn: () => openTab(() => client.webSession(job.id)) });
  const can = useCan();
  const { http } = job.container;
  if (!http) return null;
  const permission = can("openHttp", job);
  // Other platforms than ours, which tell nothing of an engine, ask for the sign-in on the page itself.
  const isPlainLink = !http.requiresAuth || engine === undefined;
  if (permission.allowed && isPlainLink && job.httpUrl !== undefined && isWebAddress(job.httpUrl)) {
    return (
      <Button {...LOOK} component="a" href={job.httpUrl} target="_blank" rel="noreferrer">
        Open
      </Button>
    );
  }
  return (
    <ActionError what="Could not open its page" error={opening.error} onDismiss={() => opening.reset()}>
      <Button {...LOOK} loading={opening.isPending} onClick={() => opening.mutate()} {...disabledProps(permission)}>
        Open
      </Button>
    </ActionError>
  );
}
