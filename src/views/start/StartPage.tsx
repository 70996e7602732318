import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { Cluster } from "../../../contract/config.ts";
import type { Job } from "../../../contract/job.ts";
import { isFinished } from "../../../contract/status.ts";
import { askerOf, canStart } from "../../api/can.ts";
import { ApiError } from "../../api/errors.ts";
import { configQuery } from "../../api/queries/config.ts";
import { jobQuery } from "../../api/queries/jobs.ts";
import { flatBodyOf } from "../../api/startPayloadOf.ts";
import { useClient } from "../../components/ClientContext.ts";
import { ErrorScreen } from "../../components/feedback/ErrorScreen.tsx";
import { MessageScreen } from "../../components/feedback/MessageScreen.tsx";
import { routes } from "../../paths.ts";
import { usePreferences, type Preferences } from "../../state/preferences.ts";
import { whyNever } from "./fit.ts";
import { formOf } from "./formOf.ts";
import { StartFrom } from "./from/StartFrom.tsx";
import { formOfOwn } from "./ownResources.ts";
import { emptyForm, type StartForm } from "./startForm.ts";
import { StartFormView } from "./StartFormView.tsx";
import { StartSkeleton } from "./StartSkeleton.tsx";

const route = getRouteApi("/app/start");

/** Starts a job: a new one, or one like the job that the address names. */
export default function StartPage() {
  const search = route.useSearch();
  const { from } = search;
  const client = useClient();
  const config = useQuery(configQuery(client));
  const source = useQuery({ ...jobQuery(client, from ?? ""), enabled: from !== undefined, refetchInterval: false });
  const failed = config.data ? source : config;
  if (!config.data || (from !== undefined && !source.data)) {
    if (!failed.error) return <StartSkeleton />;
    if (isMissing(failed.error)) return <SourceMissing />;
    return <ErrorScreen isPage error={failed.error} retry={() => void failed.refetch()} />;
  }
  const permission = canStart(askerOf(config.data));
  if (!permission.allowed) {
    return (
      <MessageScreen
        isPage
        title="You cannot start jobs here"
        action={
          <Button variant="default" renderRoot={(props) => <Link to={routes.jobs} {...props} />}>
            All jobs
          </Button>
        }
      >
        {permission.reason}
      </MessageScreen>
    );
  }
  const cluster = clusterOf(config.data.clusters, source.data);
  if (!cluster || (cluster.presets.length === 0 && cluster.engine === undefined)) {
    return (
      <MessageScreen isPage title="There is nothing to run on">
        {cluster
          ? `The cluster ${cluster.name} offers no presets. Ask its administrator for one.`
          : "You have access to no cluster. Ask an administrator for access."}
      </MessageScreen>
    );
  }
  // Each user, each job to run again and each link has a draft of its own.
  const draftKey = JSON.stringify([config.data.username, search]);
  const others = config.data.clusters.filter((other) => other !== cluster);
  return (
    <>
      <title>Start a job · Jobdeck</title>
      <StartFrom
        key={draftKey}
        {...{ config: config.data, cluster, search, draftKey }}
        plain={initialForm(cluster, source.data, usePreferences.getState())}
      >
        {(initial) => <StartFormView clusters={[cluster, ...others]} initial={initial} source={source.data} />}
      </StartFrom>
    </>
  );
}

function isMissing(error: Error): boolean {
  return error instanceof ApiError && error.kind === "not-found";
}

/** The job to start again is gone; a new one can still be started. */
function SourceMissing() {
  return (
    <MessageScreen
      isPage
      title="There is no such job"
      action={
        <Button renderRoot={(props) => <Link to={routes.start} search={{}} {...props} />}>Start a new job</Button>
      }
    >
      The job to run again does not exist, or you may not see it.
    </MessageScreen>
  );
}

function clusterOf(clusters: readonly Cluster[], source: Job | undefined): Cluster | undefined {
  return clusters.find((cluster) => cluster.name === source?.clusterName) ?? clusters[0];
}

/** What the form shows first: the job to start again, or what was started last, or the first there is. */
function initialForm(cluster: Cluster, source: Job | undefined, last: Preferences): StartForm {
  const fitting = cluster.presets.filter((preset) => whyNever(preset, cluster) === undefined);
  const known = fitting.find(({ name }) => name === last.lastPreset);
  const preset = (known ?? fitting[0] ?? cluster.presets[0])?.name ?? "";
  if (source) {
    // The name of a job that has ended is free again.
    const name = isFinished(source.status) ? source.name : undefined;
    const { request, own } = flatBodyOf(source);
    return { ...formOf({ ...request, name }, preset), ...(own && formOfOwn(own)) };
  }
  const images = cluster.engine?.images;
  const isOffered = last.lastImage !== undefined && (images === undefined || images.includes(last.lastImage));
  return emptyForm((isOffered ? last.lastImage : images?.[0]) ?? "", preset);
}
