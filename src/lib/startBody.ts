import type { RunPayload, StartPayload } from "../../contract/start.ts";

/** A job to start as it travels: with a preset, or with resources of its own. */
export type StartBody = StartPayload | RunPayload;

/** What a job has that brings its own resources, in place of a preset: by the names on the wire. */
export interface OwnDemand {
  readonly resources: RunPayload["container"]["resources"];
  /** Whether it takes turns with others, which a preset says otherwise. */
  readonly scheduler_enabled?: boolean | undefined;
  readonly preemptible_node?: boolean | undefined;
}

/** A request as one kind whatever it gets its resources from. */
export interface FlatBody {
  readonly request: StartPayload;
  readonly own?: OwnDemand;
}

/** The fields of a start request that stand in the container of a request with its own resources. */
const CONTAINER_FIELDS: ReadonlySet<string> = new Set([
  ...["image", "entrypoint", "command", "working_dir", "http", "env", "volumes"],
  ...["secret_env", "secret_volumes", "disk_volumes", "tty"],
]);

/** The request that travels for a job: as it is with a preset, as a container where it brings its own resources. */
export function bodyOf({ request, own }: FlatBody): StartBody {
  return own ? runBodyOf(request, own) : request;
}

/** A start request with resources of its own in place of its preset's. */
function runBodyOf(request: StartPayload, { resources: demanded, ...terms }: OwnDemand): RunPayload {
  const { resources, ...rest } = request;
  const inContainer = Object.entries(rest).filter(([name]) => CONTAINER_FIELDS.has(name));
  const around = Object.entries({ ...rest, preset_name: undefined, ...terms }).filter(
    ([name, value]) => !CONTAINER_FIELDS.has(name) && value !== undefined,
  );
  return {
    ...Object.fromEntries(around),
    container: {
      image: request.image,
      ...Object.fromEntries(inContainer),
      resources: { ...demanded, ...(resources?.shm && { shm: true }) },
    },
  };
}

/** The other way round: {@link bodyOf} of the answer is the same request. */
export function flatOf(body: StartBody): FlatBody {
  if (!("container" in body)) return { request: body };
  const { container, scheduler_enabled, is_preemptible, preemptible_node, ...job } = body;
  const { resources, ...rest } = container;
  const { shm, ...demanded } = resources;
  return {
    request: { ...job, ...rest, ...(shm && { resources: { shm: true } }) },
    own: {
      resources: demanded,
      ...whenTrue("scheduler_enabled", scheduler_enabled ?? is_preemptible),
      ...whenTrue("preemptible_node", preemptible_node),
    },
  };
}

function whenTrue<K extends string>(name: K, value: boolean | null | undefined): Partial<Record<K, true>> {
  return value ? ({ [name]: true } as Record<K, true>) : {};
}
