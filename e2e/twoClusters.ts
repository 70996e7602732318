import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { PlatformConfigPayload } from "../contract/config.ts";

type ClusterPayload = NonNullable<PlatformConfigPayload["clusters"]>[number];

/** A real server seen as one cluster of a platform that has two, as the public one may have. */
export interface TwoClusters {
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * Boots a proxy before a server. Only what the server says of itself is changed, by the cluster that stands beside its
 * own: what is started on that the server refuses itself.
 */
export async function startTwoClusters(targetOrigin: string, second: Partial<ClusterPayload>): Promise<TwoClusters> {
  const server = createServer((incoming, outgoing) => {
    const isConfig = incoming.url === "/api/v1/config";
    const headers = { ...incoming.headers, "accept-encoding": "identity" };
    const url = new URL(incoming.url ?? "/", targetOrigin);
    const forwarded = request(url, { method: incoming.method, headers }, (answer) => {
      if (isConfig) void sendConfig(answer, outgoing, second);
      else answer.pipe(outgoing.writeHead(answer.statusCode ?? 502, answer.headers));
    });
    forwarded.on("error", (error) => outgoing.destroy(error));
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function sendConfig(answer: IncomingMessage, outgoing: ServerResponse, second: Partial<ClusterPayload>) {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const config = JSON.parse(Buffer.concat(chunks).toString("utf8")) as PlatformConfigPayload;
  const [first] = config.clusters ?? [];
  const clusters = first ? [first, { ...first, ...second }] : [];
  const body = Buffer.from(JSON.stringify({ ...config, clusters }));
  outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, "content-length": body.length }).end(body);
}
