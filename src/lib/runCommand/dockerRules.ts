import { addVariable, type Draft } from "./draft.ts";
import { flag, ignored, text, value, type Rule } from "./draftRules.ts";

const byPreset = () => "resources come from the preset; choose one that has them";

/** `-p 8080:80`, `127.0.0.1:8080:80/tcp`: the container's port is the job's HTTP port; there is one. */
function publish(draft: Draft, given: string): string | undefined {
  const port = Number(/(?:^|:)(\d+)(?:\/tcp)?$/.exec(given)?.[1]);
  if (!(port > 0 && port < 65_536)) return "only one TCP port is served as the job's web page";
  if (draft.http) return "a job has one HTTP port; open others from its page";
  draft.http = { port, requires_auth: true };
  return undefined;
}

function restart(draft: Draft, given: string): string | undefined {
  const [policy, limit] = given.split(":");
  if (policy === "always" || policy === "unless-stopped") draft.restart_policy = "always";
  else if (policy === "on-failure") draft.restart_policy = "on-failure";
  else if (policy !== "no") return "there are no, on-failure and always";
  return limit === undefined ? undefined : "the number of restarts cannot be limited";
}

/** Options of `docker run` and `podman run` that people use. */
export const DOCKER_RULES: readonly Rule[] = [
  text("--name", "name"),
  text("--entrypoint", "entrypoint"),
  text("--workdir -w", "working_dir"),
  value("--env -e", addVariable),
  value("--env-file", () => "paste the file's contents into the environment"),
  value("--label -l", (draft, given) => void draft.tags.push(given.replace(/\s+/g, "-"))),
  value("--publish -p", publish),
  value("--restart", restart),
  value("--shm-size", (draft) => void (draft.resources = { shm: true })),
  flag("--tty -t", (draft) => void (draft.tty = true)),
  flag("--privileged", (draft) => void (draft.privileged = true)),
  ignored("--interactive -i --rm --detach -d --init --quiet -q --publish-all -P"),
  value("--pull", () => undefined),
  value("--platform", () => undefined),
  value("--gpus", byPreset),
  value("--cpus", byPreset),
  value("--cpuset-cpus", byPreset),
  value("--memory -m", byPreset),
  value("--memory-swap", byPreset),
  value("--device", byPreset),
  value("--volume -v", () => "folders of your machine are not on the platform; upload them to storage and mount that"),
  value("--mount", () => "folders of your machine are not on the platform; upload them to storage and mount that"),
  value("--network --net", () => "a job's network is the platform's"),
  value("--user -u", () => "a job runs as its image's user"),
  value("--hostname -h", () => "a job's host name is the platform's"),
  value("--ipc", (draft, given) => (given === "host" ? void (draft.resources = { shm: true }) : "is not known here")),
  value("--ulimit", () => "limits are the platform's"),
  value("--cap-add", () => "rights are the platform's"),
  value("--security-opt", () => "rights are the platform's"),
  value("--add-host", () => "a job's network is the platform's"),
];
