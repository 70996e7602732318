import { createContext, useContext } from "react";
import type { JobsClient } from "../api/jobsClient.ts";

export const ClientContext = createContext<JobsClient | undefined>(undefined);

/** The app's client of the Jobs API. */
export function useClient(): JobsClient {
  const client = useContext(ClientContext);
  if (!client) throw new Error("useClient needs a ClientContext above it");
  return client;
}
