import { IconChartHistogram } from "@tabler/icons-react";
import { useQueries } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { jobQuery } from "../../api/queries/jobs.ts";
import { useClient } from "../../components/ClientContext.ts";
import { MessageScreen } from "../../components/feedback/MessageScreen.tsx";
import { compare, MOST_COMPARED } from "../../paths.ts";
import classes from "./ComparePage.module.css";
import { ComparedCharts } from "./ComparedCharts.tsx";
import { ComparedJobs, type ComparedJob } from "./ComparedJobs.tsx";
import { JobPicker } from "./JobPicker.tsx";

const route = getRouteApi("/app/compare");

/** Several jobs over each other. */
export default function ComparePage() {
  const { jobs: list = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useClient();
  const wanted = [...new Set(list.split(",").filter((id) => id !== ""))].slice(0, MOST_COMPARED);
  const answers = useQueries({ queries: wanted.map((id) => jobQuery(client, id)) });
  const compared = wanted.map((id, index): ComparedJob => ({
    id,
    job: answers[index]?.data,
    error: answers[index]?.error ?? undefined,
  }));
  const show = (ids: readonly string[]) =>
    void navigate({ search: (before) => ({ ...before, ...compare(ids).search }) });
  return (
    <div className={classes.page}>
      <title>Compare · Jobdeck</title>
      <div className={classes.head}>
        <h1 className={classes.title}>Compare jobs</h1>
        <JobPicker
          without={compared.flatMap(({ id, job }) => [id, job?.id ?? id])}
          isFull={wanted.length >= MOST_COMPARED}
          onPick={(id) => show([...wanted, id])}
        />
      </div>
      {wanted.length === 0 ? (
        <MessageScreen icon={<IconChartHistogram size={20} />} title="No jobs to compare yet">
          Add up to {MOST_COMPARED} jobs above: their CPU, memory and GPUs are laid over each other, by the clock or
          from each job&apos;s own start, beside what tells the jobs apart.
        </MessageScreen>
      ) : (
        <>
          <ComparedJobs compared={compared} onRemove={(id) => show(wanted.filter((other) => other !== id))} />
          <ComparedCharts compared={compared} />
        </>
      )}
    </div>
  );
}
