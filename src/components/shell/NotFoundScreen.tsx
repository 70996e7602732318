import { IconMapOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { routes } from "../../paths.ts";
import plain from "../../ui/plainButton.module.css";
import { MessageScreen } from "../feedback/MessageScreen.tsx";

/** An address that leads nowhere. */
export function NotFoundScreen() {
  return (
    <MessageScreen
      isPage
      title="There is no such page"
      icon={<IconMapOff size={20} />}
      action={
        <Link to={routes.jobs} className={plain.button}>
          See all jobs
        </Link>
      }
    >
      The address may be mistyped, or the page has moved.
    </MessageScreen>
  );
}
