import { ActionIcon } from "@mantine/core";
import { IconPlugConnected } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import type { Job } from "../../../contract/job.ts";
import { can } from "../../api/can.ts";
import { disabledProps } from "./disabledProps.ts";
import { useEngine } from "./useEngine.ts";

const load = () => import("./OpenPortDialog.tsx").then(({ OpenPortDialog }) => ({ default: OpenPortDialog }));
const OpenPortDialog = lazy(load);

/** Loads the dialog's code before it is asked for. */
function prepare(): void {
  // Whoever opens the dialog loads it again and shows the failure.
  load().catch(() => undefined);
}

/** Opens any port of the job in a new tab, after asking which. */
export function OpenPortButton({ job }: { readonly job: Job }) {
  // Not in the page at all until it is asked for the first time.
  const [dialog, setDialog] = useState<"none" | "open" | "closed">("none");
  return (
    <>
      <ActionIcon
        variant="default"
        size={30}
        aria-label="Open a port…"
        title="Open a port…"
        onClick={() => setDialog("open")}
        onPointerEnter={prepare}
        onFocus={prepare}
        {...disabledProps(can("openPort", job, useEngine(job.clusterName)))}
      >
        <IconPlugConnected size={15} aria-hidden />
      </ActionIcon>
      {dialog !== "none" && (
        <Suspense>
          <OpenPortDialog job={job} opened={dialog === "open"} onClose={() => setDialog("closed")} />
        </Suspense>
      )}
    </>
  );
}
