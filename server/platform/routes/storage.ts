import { statfs } from "node:fs/promises";
import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { FileStatusPayload } from "../../../contract/storageFile.ts";
import { personOf } from "../../http/backend.ts";
import { HttpError, toHttpError } from "../../http/errors.ts";
import { makeFolder, move, openFolder, remove, statusOf } from "../files/storage.ts";
import { openStorageRoot, StorageError, type StorageRoot } from "../files/storagePath.ts";
import { writeFile, writePart } from "../files/transfer.ts";
import { queryOf, type PlatformServices } from "./services.ts";
import { readContentRange, sendFile } from "./storageTransfer.ts";

/** What a request wants, as `?op=NAME` or `?NAME`; the first of each method is meant when nothing is said. */
const OPERATIONS = {
  GET: ["OPEN", "LISTSTATUS", "GETFILESTATUS", "GETDISKUSAGE"],
  PUT: ["CREATE", "MKDIRS"],
  PATCH: ["WRITE"],
  POST: ["RENAME"],
  DELETE: ["DELETE"],
} as const satisfies Record<string, readonly string[]>;

type Method = keyof typeof OPERATIONS;
type Operation = (typeof OPERATIONS)[Method][number];

/** Files and folders: `storage/{project}/{path}?op=…`, as the public platform's storage service has them. */
export function addStorageRoutes(api: FastifyInstance, services: PlatformServices): void {
  void api.register(
    (storage, _options, done) => {
      // Whatever is sent is a file's content, and goes on as it comes: of any type and any size.
      storage.removeAllContentTypeParsers();
      storage.addContentTypeParser("*", (_request, payload, parsed) => parsed(null, payload));
      storage.setErrorHandler((error, _request, reply) => {
        if (!(error instanceof StorageError)) throw error;
        void reply.status(error.status).send({ ...error.body, errno: error.errno });
      });
      for (const method of Object.keys(OPERATIONS) as Method[]) {
        const handler = (request: FastifyRequest, reply: FastifyReply) => handle(method, request, reply, services);
        for (const url of ["/", "/*"]) storage.route({ method, url, handler });
      }
      done();
    },
    { prefix: "/storage" },
  );
}

/** What a request is about. */
interface Call {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly root: StorageRoot;
  /** Below the project. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  readonly services: PlatformServices;
}

async function handle(method: Method, request: FastifyRequest, reply: FastifyReply, services: PlatformServices) {
  const query = queryOf(request);
  const operation = readOperation(method, query);
  const [projectName, ...parts] = pathParts(request.url);
  if (projectName === undefined && operation !== "GETDISKUSAGE") {
    return listProjects(operation, request, reply, services.people.names());
  }
  const action = method === "GET" ? "read" : "write";
  const root = openStorageRoot(services.storageDir, services.projectFor(personOf(request), { projectName }, action));
  return ACTIONS[operation]({ request, reply, root, parts, query, services });
}

const ACTIONS: Readonly<Record<Operation, (call: Call) => Promise<unknown>>> = {
  OPEN: ({ request, reply, root, parts }) => sendFile(request, reply, root, parts),
  LISTSTATUS: async ({ request, reply, root, parts }) => sendList(request, reply, await openFolder(root, parts)),
  GETFILESTATUS: async ({ root, parts }) => ({ FileStatus: await statusOf(root, parts) }),
  GETDISKUSAGE: async ({ services }) => {
    const { blocks, bavail, bfree, bsize } = await statfs(services.storageDir);
    return { total: blocks * bsize, used: (blocks - bfree) * bsize, free: bavail * bsize };
  },
  CREATE: async ({ request, reply, root, parts, services }) => {
    await writeFile(root, parts, services.uploadsDir, contentOf(request));
    return reply.status(201).send();
  },
  MKDIRS: async ({ reply, root, parts }) => {
    await makeFolder(root, parts);
    return reply.status(201).send();
  },
  WRITE: async ({ request, reply, root, parts }) => {
    await writePart(root, parts, readContentRange(request.headers["content-range"]), contentOf(request));
    return reply.status(200).send();
  },
  RENAME: async ({ request, reply, root, parts, query, services }) => {
    const [projectName, ...targetParts] = targetOf(query, root, parts);
    const target = services.projectFor(personOf(request), { projectName }, "write");
    await move(root, parts, openStorageRoot(services.storageDir, target), targetParts);
    return reply.status(204).send();
  },
  DELETE: async ({ request, reply, root, parts, query }) => {
    const isRecursive = !["0", "false"].includes(query.get("recursive") ?? "true");
    const removed = await remove(root, parts, isRecursive);
    if (wantsLines(request)) return sendLines(reply, removed);
    let result = await removed.next();
    while (!result.done) result = await removed.next();
    return reply.status(204).send();
  },
};

function readOperation(method: Method, query: URLSearchParams): Operation {
  const known: readonly Operation[] = Object.values(OPERATIONS).flat();
  const names = [query.get("op"), ...query.keys()].map((name) => name?.toUpperCase());
  const [named, ...others] = new Set(known.filter((operation) => names.includes(operation)));
  if (others.length > 0) throw new HttpError(400, "Name one operation, by op=NAME.");
  if (named === undefined && query.has("op")) {
    throw new HttpError(400, `op: there is no operation "${query.get("op") ?? ""}"; there are ${known.join(", ")}`);
  }
  const possible: readonly Operation[] = OPERATIONS[method];
  if (named === undefined) return OPERATIONS[method][0];
  if (possible.includes(named)) return named;
  throw new HttpError(400, `op: ${named} is no operation of ${method}; there are ${possible.join(", ")}`);
}

/** The project and the parts below it, each unescaped by itself: an escaped slash is no separator. */
function pathParts(url: string): string[] {
  const [path = ""] = url.split("?", 1);
  const escaped = path.split("/storage").slice(1).join("/storage").split("/");
  return escaped.filter((part) => part !== "").map(decodeURIComponent);
}

function targetOf(query: URLSearchParams, root: StorageRoot, parts: readonly string[]): string[] {
  const destination = query.get("destination") ?? "";
  if (destination === "") throw new HttpError(400, "destination: say where to move it, as /project/path or as a name");
  const target = destination.split("/").filter((part) => part !== "");
  return destination.startsWith("/") ? target : [root.projectName, ...parts.slice(0, -1), ...target];
}

async function listProjects(
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
  projects: readonly string[],
) {
  if (operation !== "LISTSTATUS") throw new HttpError(400, "Name a project: storage/PROJECT/path.");
  const folder = { length: 0, modificationTime: 0, permission: "read", type: "DIRECTORY" };
  return sendList(
    request,
    reply,
    projects.map((path) => ({ path, ...folder })),
  );
}

async function sendList(
  request: FastifyRequest,
  reply: FastifyReply,
  entries: AsyncIterable<FileStatusPayload> | Iterable<FileStatusPayload>,
) {
  if (wantsLines(request)) return sendLines(reply, inFileStatus(entries));
  const list: FileStatusPayload[] = [];
  for await (const entry of entries) list.push(entry);
  return { FileStatuses: { FileStatus: list } };
}

async function* inFileStatus(entries: AsyncIterable<FileStatusPayload> | Iterable<FileStatusPayload>) {
  for await (const entry of entries) yield { FileStatus: entry };
}

function wantsLines({ headers }: FastifyRequest): boolean {
  return (headers.accept ?? "").includes("application/x-ndjson");
}

/** One object a line, as it comes. A failure becomes the last line. */
function sendLines(reply: FastifyReply, objects: AsyncIterable<object>) {
  const lines = (async function* () {
    try {
      for await (const object of objects) yield `${JSON.stringify(object)}\n`;
    } catch (error) {
      const errno = (error as NodeJS.ErrnoException).code;
      yield `${JSON.stringify({ error: errno ?? toHttpError(error).message, errno })}\n`;
    }
  })();
  return reply.type("application/x-ndjson").send(Readable.from(lines, { objectMode: false }));
}

/** A request's content as it comes; one without any has none. */
function contentOf({ body }: FastifyRequest): Readable {
  return body instanceof Readable ? body : Readable.from([]);
}
