import type { ReactNode } from "react";
import type { Job } from "../../../contract/job.ts";
import { CopyText } from "../../components/jobs/CopyText.tsx";
import { Code, Facts } from "./Facts.tsx";
import classes from "./Overview.module.css";

/** Where the job can be reached: from a browser, and from other jobs. */
export function NetworkFacts({ job }: { readonly job: Job }) {
  const { http } = job.container;
  return (
    <Facts
      title="Network"
      rows={[
        ["Web page", job.httpUrl && <WebLink url={job.httpUrl} />],
        ["HTTP port", http && String(http.port)],
        ["Who may open it", http && (http.requiresAuth ? "Only those signed in" : "Everybody who knows the address")],
        ["Health check", http?.healthCheckPath && <Code>{http.healthCheckPath}</Code>],
        ["From other jobs", hostNames(job)],
      ]}
    />
  );
}

/** A link only to what a browser opens as a page: the address is the platform's, not ours. */
function WebLink({ url }: { readonly url: string }) {
  if (!/^https?:\/\//i.test(url)) return <Code>{url}</Code>;
  return (
    <a href={url} target="_blank" rel="noreferrer" className={classes.link}>
      {url}
    </a>
  );
}

function hostNames({ internalHostname, internalHostnameNamed }: Job): ReactNode {
  if (internalHostname === undefined && internalHostnameNamed === undefined) return undefined;
  return (
    <span className={classes.lines}>
      {internalHostnameNamed && <CopyText value={internalHostnameNamed} what="the internal host name by name" />}
      {internalHostname && <CopyText value={internalHostname} what="the internal host name" />}
      <span className={classes.hint}>The host name where other jobs of the cluster reach this one.</span>
    </span>
  );
}
