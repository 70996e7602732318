import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { KubeConfig, type V1Pod } from "@kubernetes/client-node";
import { afterEach, expect, test } from "vitest";
import { createApi } from "./api.ts";
import { createReflector } from "./reflector.ts";

/** An API server takes minutes to forget enough for `410 Gone`; this one speaks the same protocol and has it at once. */
async function startForgetfulServer(lists: readonly (readonly string[])[]) {
  const asked: string[] = [];
  const watches: ServerResponse[] = [];
  let listed = 0;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://localhost");
    const isWatch = url.searchParams.has("watch");
    asked.push(isWatch ? `watch ${url.searchParams.get("resourceVersion")}` : "list");
    if (isWatch) {
      response.writeHead(200).flushHeaders();
      watches.push(response);
      return;
    }
    const names = lists[Math.min(listed++, lists.length - 1)] ?? [];
    const items = names.map((name) => ({ metadata: { name, resourceVersion: "1" } }));
    response.end(JSON.stringify({ metadata: { resourceVersion: String(listed * 100) }, items }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const config = new KubeConfig();
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  config.loadFromClusterAndUser({ name: "test", server: address, skipTLSVerify: true }, { name: "test" });
  return { asked, watches, api: createApi(config), server };
}

let cleanUp = () => {};
afterEach(() => cleanUp());

test("goes on where a watch ended, and begins anew when that is too long ago", async () => {
  const { asked, watches, api, server } = await startForgetfulServer([
    ["one", "two"],
    ["two", "three"],
  ]);
  const closing = new AbortController();
  cleanUp = () => {
    closing.abort();
    api.close();
    server.closeAllConnections();
    server.close();
  };
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  const pods = createReflector<V1Pod>({ api, path: "/pods", query: {}, closing: closing.signal, onError });
  const untilAsked = async (count: number) => {
    while (asked.length < count) await once(server, "request");
  };
  const changes: string[] = [];
  let changed = () => {};
  pods.subscribe((name, pod) => {
    changes.push(`${name} ${pod ? "is" : "is gone"}`);
    changed();
  });
  await pods.whenSynced(closing.signal);
  await untilAsked(2);
  const event = (type: string, object: object) => `${JSON.stringify({ type, object })}\n`;
  const seen = new Promise<void>((resolve) => (changed = resolve));
  watches[0]?.write(event("MODIFIED", { metadata: { name: "two", resourceVersion: "107" } }));
  await seen;
  watches[0]?.end(event("BOOKMARK", { metadata: { resourceVersion: "110" } }));
  await untilAsked(3);
  watches[1]?.end(event("ERROR", { code: 410, message: "too old resource version" }));
  await untilAsked(5);
  expect(asked).toEqual(["list", "watch 100", "watch 110", "list", "watch 200"]);
  expect(changes).toEqual(["one is", "two is", "two is", "one is gone", "two is", "three is"]);
  expect([pods.get("one"), pods.get("three")?.metadata?.name]).toEqual([undefined, "three"]);
  expect(errors).toEqual([]);
});
