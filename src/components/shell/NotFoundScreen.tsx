import { Button } from "@mantine/core";
import { IconMapOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { routes } from "../../paths.ts";
import { MessageScreen } from "../feedback/MessageScreen.tsx";

/** An address that leads nowhere. */
export function NotFoundScreen() {
  return (
    <MessageScreen
      isPage
      title="There is no such page"
      icon={<IconMapOff size={20} />}
      action={
        <Button variant="default" renderRoot={(props) => <Link to={routes.jobs} {...props} />}>
          See all jobs
        </Button>
      }
    >
      The address may be mistyped, or the page has moved.
    </MessageScreen>
  );
}
