import { IconAlertTriangle } from "@tabler/icons-react";
import { ApiError, type ApiErrorKind } from "../../api/errors.ts";
import plain from "../../ui/plainButton.module.css";
import { MessageScreen } from "./MessageScreen.tsx";

const TITLES: Record<ApiErrorKind, string> = {
  unauthorized: "You are signed out",
  forbidden: "You may not see this",
  "not-found": "There is no such job",
  "not-running": "The job is not running",
  invalid: "The platform refused the request",
  conflict: "Something changed in between",
  network: "No connection to the platform",
  server: "The platform has a problem",
  protocol: "The platform answered something unexpected",
};

export interface ErrorScreenProps {
  readonly error: Error;
  readonly retry?: () => void;
  /** See MessageScreen. */
  readonly isPage?: boolean;
}

/** A page or panel that could not load: why, and a way to try again. */
export function ErrorScreen({ error, retry, isPage }: ErrorScreenProps) {
  return (
    <MessageScreen
      isPage={isPage}
      tone="error"
      icon={<IconAlertTriangle size={20} />}
      title={error instanceof ApiError ? TITLES[error.kind] : "Something went wrong"}
      action={
        retry && (
          <button type="button" className={plain.button} onClick={retry}>
            Try again
          </button>
        )
      }
    >
      {error.message}
    </MessageScreen>
  );
}
