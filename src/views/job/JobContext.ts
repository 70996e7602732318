import { createContext, useContext } from "react";
import type { Job } from "../../../contract/job.ts";

export const JobContext = createContext<Job | undefined>(undefined);

/** The job whose page this is, as fresh as the page knows it. */
export function useJob(): Job {
  const job = useContext(JobContext);
  if (!job) throw new Error("useJob needs a JobContext above it");
  return job;
}
