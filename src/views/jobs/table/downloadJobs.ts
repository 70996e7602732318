import type { Job } from "../../../../contract/job.ts";
import { saveFile } from "../../../components/saveFile.ts";
import type { JobColumn } from "../../../lib/jobColumns.ts";
import { jobsCsv, jobsJson } from "../../../lib/jobExport.ts";

export type ExportFormat = "csv" | "json";

const MIME: Readonly<Record<ExportFormat, string>> = { csv: "text/csv;charset=utf-8", json: "application/json" };

/** Saves jobs as a file: the given columns as CSV, or everything as JSON. */
export function downloadJobs(jobs: readonly Job[], columns: readonly JobColumn[], format: ExportFormat): void {
  const text = format === "csv" ? jobsCsv(jobs, columns) : jobsJson(jobs);
  saveFile(new Blob([text], { type: MIME[format] }), `jobs-${new Date().toISOString().slice(0, 10)}.${format}`);
}
