import { setImmediate } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { sendPacked } from "../../http/packed.ts";
import { readJobFilter } from "../listFilter.ts";
import { isKnownTag, isReadAgain, listTag, MOST_TAGGED } from "../listTag.ts";
import { queryOf, type PlatformServices } from "./services.ts";

/** The list of jobs; to whoever reads it again and again only what is new. */
export function addJobList(api: FastifyInstance, services: PlatformServices): void {
  api.get("/jobs", (request, reply) => {
    const filter = readJobFilter(queryOf(request));
    const asLines = (request.headers.accept ?? "").includes("application/x-ndjson");
    const pages = services.listJobs(filter, request.headers);
    const { read, isWhole } = isReadAgain(filter) ? readAhead(pages) : { read: [], isWhole: false };
    if (isWhole) {
      const tag = listTag(read.flat(), asLines ? "lines" : "list", services.clock.now());
      void reply.header("etag", tag);
      if (isKnownTag(request.headers["if-none-match"], tag)) return reply.status(304).send();
    }
    void reply.type(asLines ? "application/x-ndjson" : "application/json; charset=utf-8");
    const all = unhurried(read, pages);
    return sendPacked(request, reply, asLines ? ndjson(all) : json(all));
  });
}

type Page = readonly string[];

/** Reads pages until all are read, or too many for a tag. */
function readAhead(pages: Iterator<Page>): { readonly read: readonly Page[]; readonly isWhole: boolean } {
  const read: Page[] = [];
  for (let count = 0; count <= MOST_TAGGED;) {
    const next = pages.next();
    if (next.done) return { read, isWhole: true };
    read.push(next.value);
    count += next.value.length;
  }
  return { read, isWhole: false };
}

/** One job a line; a page is read when the one before was taken. A failure becomes the last line. */
async function* ndjson(pages: AsyncIterable<Page>): AsyncGenerator<string, void> {
  try {
    for await (const page of pages) yield `${page.join("\n")}\n`;
  } catch (error) {
    yield `${JSON.stringify({ error: `The list broke off: ${(error as Error).message}` })}\n`;
  }
}

async function* json(pages: AsyncIterable<Page>): AsyncGenerator<string, void> {
  let before = '{"jobs":[';
  for await (const page of pages) {
    yield before + page.join(",");
    before = ",";
  }
  yield before === "," ? "]}" : `${before}]}`;
}

/** Lets everybody else have a turn before each page: a long list must not hold up the server. */
async function* unhurried(read: readonly Page[], rest: Iterable<Page>): AsyncGenerator<Page, void> {
  yield* read;
  for (const page of rest) {
    await setImmediate();
    yield page;
  }
}
