import type { ErrorComponentProps } from "@tanstack/react-router";
import { ErrorScreen } from "../feedback/ErrorScreen.tsx";

/** The last resort: an error that no page caught. */
export function CrashScreen({ error, reset }: ErrorComponentProps) {
  return <ErrorScreen isPage error={error instanceof Error ? error : new Error(String(error))} retry={reset} />;
}
