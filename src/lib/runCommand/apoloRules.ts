import { parseDuration } from "../../../contract/durations.ts";
import { PRIORITIES, RESTART_POLICIES } from "../../../contract/job.ts";
import { addVariable, addVolume, type Draft } from "./draft.ts";
import { flag, ignored, text, value, type Rule } from "./draftRules.ts";

function port(draft: Draft, given: string): string | undefined {
  const number = Number(given);
  if (!/^\d+$/.test(given) || number > 65_535) return "a port is a number from 0 to 65535";
  draft.http =
    number === 0 ? undefined : { ...draft.http, port: number, requires_auth: draft.http?.requires_auth ?? true };
  return undefined;
}

function requiresAuth(isWanted: boolean): Rule["apply"] {
  return (draft) => {
    draft.http = { port: draft.http?.port ?? 80, requires_auth: isWanted };
  };
}

function seconds(given: string): number | undefined {
  return given === "0" ? 0 : parseDuration(given);
}

function lifeSpan(draft: Draft, given: string): string | undefined {
  const span = seconds(given);
  if (span === undefined) return "write it as 1d2h30m";
  if (span > 0 && span < 60) return "a life span has at least a minute";
  draft.max_run_time_minutes = span === 0 ? undefined : Math.floor(span / 60);
  return undefined;
}

function scheduleTimeout(draft: Draft, given: string): string | undefined {
  const timeout = seconds(given);
  if (timeout === undefined) return "write it as 3m4s";
  draft.schedule_timeout = timeout === 0 ? undefined : timeout;
  return undefined;
}

function oneOf<T extends string>(known: readonly T[], take: (draft: Draft, given: T) => void): Rule["apply"] {
  return (draft, given) => {
    const found = known.find((candidate) => candidate === given);
    if (found === undefined) return `there are ${known.join(", ")}`;
    take(draft, found);
    return undefined;
  };
}

const here = "Jobdeck does this on the job's page";

/** Options of `apolo run`, as its own help has them. */
export const APOLO_RULES: readonly Rule[] = [
  text("--preset -s", "preset_name"),
  text("--cluster", "cluster_name"),
  text("--org", "org_name"),
  text("--project -p", "project_name"),
  text("--name -n", "name"),
  text("--description -d", "description"),
  value("--tag", (draft, given) => void draft.tags.push(given)),
  text("--entrypoint", "entrypoint"),
  text("--workdir -w", "working_dir"),
  value("--env -e", addVariable),
  value("--env-file", () => "paste the file's contents into the environment"),
  value("--volume -v", addVolume),
  value("--http-port --http", port),
  flag("--http-auth", requiresAuth(true)),
  flag("--no-http-auth", requiresAuth(false)),
  value("--life-span", lifeSpan),
  value("--schedule-timeout", scheduleTimeout),
  value(
    "--restart",
    oneOf(RESTART_POLICIES, (draft, policy) => (draft.restart_policy = policy)),
  ),
  value(
    "--priority",
    oneOf(PRIORITIES, (draft, priority) => (draft.priority = priority)),
  ),
  text("--energy-schedule", "energy_schedule_name"),
  flag("--extshm -x", (draft) => void (draft.resources = { shm: true })),
  flag("--no-extshm -X", (draft) => void (draft.resources = undefined)),
  flag("--tty -t", (draft) => void (draft.tty = true)),
  flag("--no-tty -T", (draft) => void (draft.tty = false)),
  flag("--pass-config", (draft) => void (draft.pass_config = true)),
  flag("--wait-for-seat --wait-for-jobs-quota", (draft) => void (draft.wait_for_jobs_quota = true)),
  flag("--privileged", (draft) => void (draft.privileged = true)),
  ignored("--no-pass-config --no-wait-for-seat --wait-start --no-wait-start --detach --quiet -q"),
  flag("--browse", () => here),
  value("--port-forward", () => here),
  value("--share", () => "jobs cannot be shared one by one"),
];
