import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from "vitest";
import type { Job } from "../../contract/job.ts";
import type { StartPayload } from "../../contract/start.ts";
import { startCutProxy, type CutProxy } from "../../e2e/cutProxy.ts";
import { startTestServer, type TestServer } from "../../server/testing/testServer.ts";
import { createJobsClient } from "./client.ts";
import { createStarter, EarlierJobError, type Starter, type StartPlatform } from "./startOnce.ts";

/** The starter against the server itself, over a network that loses connections. */
let server: TestServer;
let proxy: CutProxy;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.dispose());
beforeEach(async () => {
  proxy = await startCutProxy(server.origin);
});
afterEach(() => proxy.close());

const POST = "POST /api/v1/jobs";
const OURS = { keepsKeys: true, userName: "tester" };
const OTHERS = { keepsKeys: false, userName: "tester" };

const clientAt = (origin: string) => createJobsClient({ origin, token: () => server.token });
const body = (tag: string): StartPayload => ({ image: "host", command: "true", tags: [tag] });

/** A client whose key does not reach the server stands for one of a platform that takes no notice of it. */
function starter({ keepsKeys }: StartPlatform, wait: () => Promise<void> = () => Promise.resolve()): Starter {
  const client = clientAt(proxy.origin);
  return createStarter(keepsKeys ? client : { ...client, start: (request) => client.start(request) }, wait);
}

async function jobsOf(tag: string): Promise<Job[]> {
  const jobs: Job[] = [];
  for await (const job of clientAt(server.origin).list({ tags: [tag] })) jobs.push(job);
  return jobs;
}

describe.each([
  ["a platform that keeps keys", OURS],
  ["another platform", OTHERS],
])("a start at %s", (_, platform) => {
  const mark = platform.keepsKeys ? "ours" : "others";

  it("finds the job whose answer was lost", async () => {
    const losses: string[] = [];
    proxy.cutNext(POST, "before the answer");
    const tag = `answer-${mark}`;
    const job = await starter(platform).start(body(tag), { ...platform, onLost: () => losses.push("lost") });
    expect((await jobsOf(tag)).map(({ id }) => id)).toEqual([job.id]);
    expect(proxy.cuts).toBe(1);
    expect(losses).toEqual(["lost"]);
  });

  it("knows nothing while nothing answers, and asks on when it is called again", async () => {
    const tag = `offline-${mark}`;
    proxy.cutNext(POST, "before the answer");
    const attempts = starter(platform, () => Promise.resolve(proxy.goOffline()));
    await expect(attempts.start(body(tag), platform)).rejects.toMatchObject({
      kind: "network",
      message: expect.stringMatching(/will not be started twice/) as string,
    });
    proxy.goOnline();
    const again = await attempts.start(body(tag), platform);
    expect((await jobsOf(tag)).map(({ id }) => id)).toEqual([again.id]);
  });

  it("tells of the job as it was before its request was changed, before it starts another", async () => {
    const tag = `changed-${mark}`;
    proxy.cutNext(POST, "before the answer");
    const attempts = starter(platform, () => Promise.resolve(proxy.goOffline()));
    await expect(attempts.start(body(tag), platform)).rejects.toMatchObject({ kind: "network" });
    proxy.goOnline();
    const changed = { ...body(tag), description: "changed" };
    const error = await attempts.start(changed, platform).catch((reason: unknown) => reason);
    const [first] = await jobsOf(tag);
    expect(error).toBeInstanceOf(EarlierJobError);
    expect((error as EarlierJobError).job.id).toBe(first?.id);
    await attempts.start(changed, platform);
    expect((await jobsOf(tag)).map(({ description }) => description)).toEqual([undefined, "changed"]);
  });

  it("passes a refusal on and forgets the request", async () => {
    const attempts = starter(platform);
    await expect(attempts.start({ ...body(mark), preset_name: "none" }, platform)).rejects.toMatchObject({
      kind: "invalid",
      field: "preset_name",
    });
    const tag = `refused-${mark}`;
    await attempts.start(body(tag), platform);
    await attempts.start(body(tag), platform);
    expect(await jobsOf(tag)).toHaveLength(2);
  });
});

it("starts the job when the request itself was lost, where the key is kept", async () => {
  proxy.cutNext(POST, "before the request", 2);
  const job = await starter(OURS).start(body("unsent-ours"), OURS);
  expect((await jobsOf("unsent-ours")).map(({ id }) => id)).toEqual([job.id]);
  expect(proxy.cuts).toBe(2);
});

it("says that nothing was started when the request itself was lost, elsewhere", async () => {
  proxy.cutNext(POST, "before the request");
  const attempts = starter(OTHERS);
  await expect(attempts.start(body("unsent-others"), OTHERS)).rejects.toMatchObject({
    message: expect.stringMatching(/was not started/) as string,
  });
  expect(await jobsOf("unsent-others")).toEqual([]);
  await attempts.start(body("unsent-others"), OTHERS);
  expect(await jobsOf("unsent-others")).toHaveLength(1);
});
