import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JobRecord } from "./jobRecord.ts";
import { openDatabase } from "./store/database.ts";
import { createJobStore, type JobStore } from "./store/jobs.ts";
import { pageQueries, type JobFilter } from "./store/query.ts";

const JOBS = 100_000;
const ALL: JobFilter = {
  ...{ statuses: [], owners: [], tags: [], clusterNames: [], orgNames: [], projectNames: [] },
  reverse: false,
};

let dataDir: string;
let store: JobStore;
/** A connection of its own, because the driver leaves an EXPLAIN open. */
let planner: Database.Database;
let close: () => void;

const template: JobRecord = {
  ...{ id: "template", owner: "tester", clusterName: "default", projectName: "tester", createdAtMs: 0, tags: [] },
  spec: {
    container: { image: "host", command: "x".repeat(200), resources: { cpu: 1, memory: 1 } },
    ...{ schedulerEnabled: false, preemptibleNode: false, passConfig: false, privileged: false },
    ...{ restartPolicy: "never", priority: "normal", creditsPerHour: 1 },
  },
  status: "succeeded",
  transitions: [{ status: "pending", timeMs: 1_000_000 }],
  ...{ restarts: 0, quickEnds: 0, materialized: false, beingDropped: false, logsRemoved: false },
};

/**
 * Copies the template. Ten jobs share each millisecond, so that the id decides; one in a thousand runs, one in ten
 * thousand has the rare tag.
 */
const COPY = `
  CREATE TEMP TABLE copies AS
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${JOBS - 1})
    SELECT i, printf('job-%06d', (i * 7919) % ${JOBS}) AS id, 1000000 + i / 10 AS created_at_ms FROM n;
  INSERT INTO jobs (id, created_at_ms, name, owner, cluster_name, org_name, project_name, status, materialized,
      being_dropped, logs_removed, state, spec)
    SELECT c.id, c.created_at_ms, NULL, t.owner, t.cluster_name, t.org_name, t.project_name,
      CASE WHEN c.i % 1000 = 500 THEN 'running' WHEN c.i % 3 = 0 THEN 'failed' ELSE 'succeeded' END,
      c.i % 1000 = 500, 0, 0, t.state, t.spec
    FROM copies c JOIN jobs t ON t.id = 'template';
  INSERT INTO job_tags SELECT 'common', created_at_ms, id FROM copies;
  INSERT INTO job_tags SELECT 'rare', created_at_ms, id FROM copies WHERE i % 10000 = 5000;
  DELETE FROM jobs WHERE id = 'template';`;

beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), "jobdeck-paging-"));
  const database = openDatabase(dataDir);
  close = () => database.close();
  store = createJobStore(database.db);
  store.insert(template);
  database.db.exec(COPY);
  planner = new Database(join(dataDir, "jobdeck.sqlite"));
}, 120_000);
afterAll(() => {
  planner.close();
  close();
  rmSync(dataDir, { recursive: true, force: true });
});

function walk(filter: JobFilter): JobRecord[] {
  const jobs: JobRecord[] = [];
  for (;;) {
    const page = store.page(filter, jobs.at(-1), 500);
    jobs.push(...page);
    if (page.length < 500) return jobs;
  }
}

describe("pages of a hundred thousand jobs", () => {
  it("give every job once, in order of creation and id, both ways and merged by status", () => {
    const forward = walk(ALL);
    expect(forward).toHaveLength(JOBS);
    const inOrder = forward.every((job, index) => {
      const before = forward[index - 1];
      if (!before) return true;
      return before.createdAtMs < job.createdAtMs || (before.createdAtMs === job.createdAtMs && before.id < job.id);
    });
    expect(inOrder).toBe(true);
    const backward = walk({ ...ALL, reverse: true });
    expect(backward.map(({ id }) => id)).toEqual(forward.map(({ id }) => id).reverse());
    const finished = walk({ ...ALL, statuses: ["succeeded", "failed"] });
    expect(finished.map(({ id }) => id)).toEqual(
      forward.filter(({ status }) => status !== "running").map(({ id }) => id),
    );
  }, 60_000);

  it.each<[string, Partial<JobFilter>, number]>([
    ["all", {}, 200],
    ["the latest", { reverse: true }, 200],
    ["those that run", { statuses: ["pending", "running"] }, 100],
    ["finished ones of several kinds", { statuses: ["failed", "succeeded"], reverse: true }, 200],
    ["a rare tag", { tags: ["rare"] }, 10],
    ["two tags and a status", { tags: ["rare", "common"], statuses: ["failed", "running"] }, 3],
    ["a moment in the middle", { sinceMs: 1_005_000, untilMs: 1_005_000 }, 10],
    ["a name that nobody has", { name: "nobody" }, 0],
  ])("find %s by walking an index in the order of the answer", (_what, filter, count) => {
    const wanted = { ...ALL, ...filter };
    expect(store.page(wanted, undefined, 200)).toHaveLength(count);
    for (const after of [undefined, { createdAtMs: 1_005_000, id: "job-000500" }]) {
      for (const { sql, values } of pageQueries(wanted, after, 200)) {
        const plan = planner.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { detail: string }[];
        const steps = plan.map(({ detail }) => detail);
        expect(steps.filter((step) => step.startsWith("SCAN") && !step.includes("USING INDEX jobs_by_age"))).toEqual(
          [],
        );
        expect(steps.filter((step) => step.includes("TEMP B-TREE"))).toEqual([]);
      }
    }
  });
});
