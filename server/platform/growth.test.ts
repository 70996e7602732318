import { afterEach, beforeEach, expect, it } from "vitest";
import type { EngineResources } from "../engines/engine.ts";
import { createManualClock } from "../testing/manualClock.ts";
import { createScriptedEngine } from "../testing/scriptedEngine.ts";
import { startTestServer, type TestServer } from "../testing/testServer.ts";

const GIB = 2 ** 30;
const SMALL = { cpu: 1, memoryBytes: GIB, gpus: [], largest: { cpu: 1, memoryBytes: GIB, gpus: 0 } };
const GROWN = { cpu: 5, memoryBytes: 5 * GIB, gpus: [], largest: { cpu: 4, memoryBytes: 4 * GIB, gpus: 0 } };

let tell: (resources: EngineResources) => void;
let server: TestServer;

beforeEach(async () => {
  const clock = createManualClock();
  const engine = {
    ...createScriptedEngine({ ...SMALL }, clock),
    onResources(listener: (resources: EngineResources) => void) {
      tell = listener;
      return () => undefined;
    },
  };
  const presets = [1, 3, 5].map((cpu) => ({ name: `of-${cpu}`, cpu, memory: cpu * GIB }));
  server = await startTestServer({ makeEngine: () => engine, clock, presets });
});
afterEach(() => server.dispose());

it("jobs start when what they wait for comes, and say what no machine has", async () => {
  const start = (preset: string) => server.start({ preset_name: preset, command: "work" });
  const first = await start("of-1");
  await server.untilStatus(first.id, "running");
  const [second, third] = [await start("of-3"), await start("of-5")];
  const wordsOf = async (id: string) => (await server.job(id)).history.description;
  expect(await wordsOf(second.id)).toBe("The job needs 3 CPUs, but there are only 1 in all.");
  tell(GROWN);
  await server.untilStatus(second.id, "running");
  expect(await wordsOf(third.id)).toBe("The job needs 5 CPUs, but no machine has more than 4.");
  expect((await server.call("GET", "/api/v1/cluster")).body).toMatchObject({ total: { cpu: 5 }, held: { cpu: 4 } });
  tell(SMALL);
  expect((await server.call("GET", "/api/v1/jobs/capacity")).body).toEqual({ "of-1": 0, "of-3": 0, "of-5": 0 });
  expect((await server.job(second.id)).status).toBe("running");
});
