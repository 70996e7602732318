import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { HttpError } from "./errors.ts";

const IMMUTABLE = "public, max-age=31536000, immutable";
const NOT_BUILT = "The app is not built yet: run `npm run build`, then start the server again.";

/**
 * The scripts that stand in the app's page itself, as a security policy allows them: by the hash of their text.
 * @param appDir the built app; none where it is missing
 */
export async function pageScripts(appDir: string): Promise<string[]> {
  const page = join(appDir, "index.html");
  if (!existsSync(page)) return [];
  const html = await readFile(page, "utf8");
  return Array.from(html.matchAll(/<script>([^]*?)<\/script>/g), ([, text = ""]) => {
    return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  });
}

/**
 * Serves the single-page app: names with a hash for ever, everything else checked anew each time; a page's address that
 * is no file gets index.html, so that every view can be reloaded.
 * @param appDir the built app; when it is missing every page says how to build it
 */
export async function serveApp(server: FastifyInstance, appDir: string): Promise<void> {
  const built = existsSync(join(appDir, "index.html"));
  if (built) {
    await server.register(fastifyStatic, {
      root: appDir,
      preCompressed: true,
      cacheControl: false,
      setHeaders: (response, path) => {
        const relative = path.slice(appDir.length).replaceAll("\\", "/");
        response.setHeader("vary", "accept-encoding");
        response.setHeader("cache-control", relative.startsWith("/assets/") ? IMMUTABLE : "no-cache");
      },
    });
  }

  server.setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) => {
    if (!isPage(request)) throw new HttpError(404, `There is nothing at ${request.method} ${pathOf(request)}.`);
    if (built) return reply.sendFile("index.html");
    return reply.status(503).type("text/plain; charset=utf-8").send(NOT_BUILT);
  });
}

function isPage(request: FastifyRequest): boolean {
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  const path = pathOf(request);
  if (path === "/") return true;
  return path !== "/api" && !path.startsWith("/api/") && (request.headers.accept ?? "").includes("text/html");
}

function pathOf(request: FastifyRequest): string {
  return request.url.split("?", 1)[0] ?? "";
}
