import { Worker } from "node:worker_threads";
import { expect, it, onTestFinished } from "vitest";
import { countMatches, createLinePass, type LinePass } from "../../../lib/logStore/linePass.ts";
import { NO_QUERY, type LogQuery } from "../../../lib/logStore/query.ts";
import { storeOf } from "../../../lib/logStore/testing/sampleLog.ts";
import { createPatternSearch, type PatternAnswer, type PatternWorker } from "./patternSearch.ts";

/** Regular expressions matched by real threads, which are ended when one takes too long. */

const BEGUN: Worker[] = [];

/** What patternWorker.ts is in a browser. */
function spawn(): PatternWorker {
  const thread = new Worker(
    `const { parentPort } = require("node:worker_threads");
     ${countMatches.toString()}
     parentPort.on("message", ({ pattern, texts }) =>
       parentPort.postMessage(Uint32Array.from(texts, (text) => countMatches(text, pattern))));
     parentPort.postMessage("ready");`,
    { eval: true },
  );
  BEGUN.push(thread);
  const worker: PatternWorker = {
    onmessage: null,
    onerror: null,
    postMessage: (question) => thread.postMessage(question),
    terminate: () => void thread.terminate(),
  };
  thread.on("message", (data: PatternAnswer) => worker.onmessage?.({ data }));
  thread.on("error", (error: Error) => worker.onerror?.({ message: error.message }));
  return worker;
}

function regexQuery(text: string): LogQuery {
  return { ...NO_QUERY, search: { ...NO_QUERY.search, text, isRegex: true } };
}

/** Walks a log to its end, as the log's worker does. */
async function walked(lines: readonly string[], text: string, limitMs?: number): Promise<LinePass> {
  const search = createPatternSearch(spawn, limitMs);
  onTestFinished(async () => void (await Promise.all(BEGUN.splice(0).map((thread) => thread.terminate()))));
  return await new Promise((resolve) => {
    const onAnswer = () => {
      if (!pass.step(50)) resolve(pass);
    };
    const pass = createLinePass(storeOf(lines), regexQuery(text), { count: search.count, onAnswer });
    onAnswer();
  });
}

it("finds the same as a search in one place", async () => {
  const lines = Array.from({ length: 10_000 }, (_, index) => `step ${index} ${"ab".repeat(index % 7)}`);
  const pass = await walked(lines, "(ab){2}|9$");
  const here = createLinePass(storeOf(lines), regexQuery("(ab){2}|9$"));
  while (here.step(50));
  expect(pass.matchCount).toBe(here.matchCount);
  expect(pass.matches.end).toBe(here.matches.end);
  expect(pass.problem).toBeUndefined();
});

it("gives an expression up that would take for ever, and the next one is searched for", async () => {
  const line = `${"a".repeat(200)}!`;
  const pass = await walked(["first", line, "last"], "(a+)+$", 300);
  expect(pass.problem).toMatch(/^This expression takes too long: /);
  expect(pass.cursor).toBe(3);
  const search = createPatternSearch(spawn, 300);
  expect(await search.count(/(a+)+$/g, [line])).toMatchObject({ status: "failed" });
  expect(await search.count(/a+/g, [line, "b"])).toEqual({ status: "counted", counts: Uint32Array.of(1, 0) });
});

it("leaves what is not wanted any more", async () => {
  const search = createPatternSearch(spawn);
  const slow = search.count(/(a+)+$/g, [`${"a".repeat(200)}!`]);
  const waiting = search.count(/b/g, ["b"]);
  search.abandon();
  expect(await Promise.all([slow, waiting])).toEqual([{ status: "left" }, { status: "left" }]);
  expect(await search.count(/b/g, ["b"])).toMatchObject({ status: "counted" });
  await Promise.all(BEGUN.splice(0).map((thread) => thread.terminate()));
});
