import { EngineError, type CommitEvent } from "../engine.ts";
import type { Connection } from "./connection.ts";
import { checkImage, engineImage } from "./containerSpec.ts";
import type { TransferLine } from "./images.ts";
import type { Inspection } from "./inspection.ts";
import { LABEL } from "./labels.ts";
import { jsonLines } from "./jsonLines.ts";

const COMMIT_TIMEOUT_MS = 30 * 60_000;

/**
 * Keeps a container as an image and, where its name begins with a registry's, pushes it there.
 * @param stallMs how long a registry may say nothing
 * @throws EngineError invalid (the name), unavailable (the registry, with its words)
 */
export async function* commitContainer(
  connection: Connection,
  { Id: container, Config: { Labels: labels = {} } }: Inspection,
  image: string,
  options: { readonly stallMs: number; readonly signal: AbortSignal },
): AsyncGenerator<CommitEvent, void> {
  checkImage(image);
  if (image.includes("@")) throw new EngineError("invalid", "Give the new image a tag, not a digest.");
  const { signal } = options;
  const { repo, tag } = splitTag(engineImage(image));
  yield { type: "started", container: container.slice(0, 12), image };
  const query = { container, repo, tag, pause: true, changes: forgetting(labels).join("\n") };
  // Podman wants a body, and one that is not empty.
  const request = { query, body: { Hostname: "" }, signal, timeoutMs: COMMIT_TIMEOUT_MS };
  await connection.call("POST", "/commit", request);
  yield { type: "finished" };
  if (!hasRegistry(repo)) return;
  yield* push(connection, repo, tag, options);
}

/**
 * The image must not have what is only the run's: its labels would make whatever is started from it look like a run of
 * ours, and the values of its secrets are nobody else's business.
 */
function forgetting(labels: Readonly<Record<string, string>>): string[] {
  const secrets = (labels[LABEL.secretEnv] ?? "").split(" ").filter((name) => name !== "");
  return [...Object.values(LABEL).map((label) => `LABEL ${label}=""`), ...secrets.map((name) => `ENV ${name}=""`)];
}

async function* push(
  connection: Connection,
  repo: string,
  tag: string,
  { stallMs, signal }: { readonly stallMs: number; readonly signal: AbortSignal },
): AsyncGenerator<CommitEvent, void> {
  const headers = { "X-Registry-Auth": Buffer.from("{}").toString("base64") };
  const request = { query: { tag }, headers, signal, timeoutMs: stallMs };
  const answer = await connection.stream("POST", `/images/${repo}/push`, request);
  for await (const { error, status, id, progressDetail } of jsonLines<TransferLine>(answer, stallMs)) {
    if (error !== undefined)
      throw new EngineError("unavailable", `The image was saved but could not be pushed: ${error}`);
    if (status === undefined) continue;
    yield {
      ...{ type: "push", status, layer: id },
      ...{ currentBytes: progressDetail?.current, totalBytes: progressDetail?.total },
    };
  }
}

function splitTag(image: string): { repo: string; tag: string } {
  const [, repo = image, tag = "latest"] = /^(.+?)(?::([\w][\w.-]*))?$/.exec(image) ?? [];
  return { repo, tag };
}

/** Whether a name begins with a host: an image of any other name stays with the engine. */
function hasRegistry(repo: string): boolean {
  const [host = "", ...rest] = repo.split("/");
  return rest.length > 0 && /[.:]/.test(host);
}
