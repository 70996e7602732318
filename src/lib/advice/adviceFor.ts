import type { Job } from "../../../contract/job.ts";
import type { Advice, AdviceContext } from "./advice.ts";
import { cpuAdvice } from "./cpuAdvice.ts";
import { gpuAdvice } from "./gpuAdvice.ts";
import { memoryAdvice } from "./memoryAdvice.ts";
import type { Observed } from "./observed.ts";
import { silenceAdvice } from "./silenceAdvice.ts";

/** Advice for a running job, the most urgent first; none for any other. */
export function adviceFor(job: Job, observed: Observed, context: AdviceContext): Advice[] {
  if (job.status !== "running") return [];
  const found = [
    memoryAdvice(job, observed, context),
    gpuAdvice(job, observed),
    silenceAdvice(context),
    cpuAdvice(job, observed, context),
  ];
  return found.filter((advice) => advice !== undefined);
}
