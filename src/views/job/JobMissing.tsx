import { Button } from "@mantine/core";
import { IconMapOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { MessageScreen } from "../../components/feedback/MessageScreen.tsx";
import { routes } from "../../paths.ts";

/** The address names a job that the platform does not know. */
export function JobMissing({ jobId }: { readonly jobId: string }) {
  return (
    <MessageScreen
      isPage
      title="There is no such job"
      icon={<IconMapOff size={20} />}
      action={
        <Button variant="default" renderRoot={(props) => <Link to={routes.jobs} {...props} />}>
          See all jobs
        </Button>
      }
    >
      The platform knows no job with the id or name <code className="jd-mono">{jobId}</code>. It may have been removed,
      or it belongs to somebody else.
    </MessageScreen>
  );
}
