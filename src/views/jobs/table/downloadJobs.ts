import type { Job } from "../../../../contract/job.ts";
import type { JobColumn } from "../../../lib/jobColumns.ts";
import { jobsCsv, jobsJson } from "../../../lib/jobExport.ts";

export type ExportFormat = "csv" | "json";

const MIME: Readonly<Record<ExportFormat, string>> = { csv: "text/csv;charset=utf-8", json: "application/json" };

/** Saves jobs as a file: the given columns as CSV, or everything as JSON. */
export function downloadJobs(jobs: readonly Job[], columns: readonly JobColumn[], format: ExportFormat): void {
  const text = format === "csv" ? jobsCsv(jobs, columns) : jobsJson(jobs);
  const url = URL.createObjectURL(new Blob([text], { type: MIME[format] }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `jobs-${new Date().toISOString().slice(0, 10)}.${format}`;
  link.click();
  // The browser has taken hold of the content by now, but not in every release.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
