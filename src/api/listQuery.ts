import type { JobListFilter } from "./jobsClient.ts";

/** A list's filter as the query that travels. */
export function listQuery(filter: JobListFilter): URLSearchParams {
  const query = new URLSearchParams();
  const each = (name: string, values: readonly string[] | undefined) =>
    values?.forEach((value) => query.append(name, value));
  each("status", filter.statuses);
  each("tag", filter.tags);
  each("owner", filter.owners);
  each("cluster_name", filter.clusters);
  each("org_name", filter.orgs);
  each("project_name", filter.projects);
  if (filter.name) query.set("name", filter.name);
  if (filter.sinceMs !== undefined) query.set("since", new Date(filter.sinceMs).toISOString());
  if (filter.untilMs !== undefined) query.set("until", new Date(filter.untilMs).toISOString());
  if (filter.reverse) query.set("reverse", "1");
  if (filter.limit !== undefined) query.set("limit", String(filter.limit));
  const flag = (name: string, value: boolean | undefined) => value !== undefined && query.set(name, value ? "1" : "0");
  flag("materialized", filter.materialized);
  flag("being_dropped", filter.beingDropped);
  flag("logs_removed", filter.logsRemoved);
  if (filter.hostname) query.set("hostname", filter.hostname);
  return query;
}
