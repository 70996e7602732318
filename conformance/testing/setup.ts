import { afterAll, afterEach, beforeEach } from "vitest";
import { endStarted, endStartedSince, startedSoFar } from "./api.ts";

let before: ReadonlySet<string> = new Set();

// A server has room for few jobs: what a test starts ends with it, what a file starts ends with the file.
beforeEach(() => void (before = startedSoFar()));
afterEach(() => endStartedSince(before));
afterAll(endStarted);
