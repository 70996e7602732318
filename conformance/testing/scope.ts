/** What each file of the suite is about: what runs the jobs, or the platform alone, which is the same with every engine. */
export const SCOPES: Readonly<Record<string, "engine" | "platform">> = {
  "attach.test.ts": "engine",
  "clock.test.ts": "platform",
  "config.test.ts": "engine",
  "disks.test.ts": "engine",
  "exec.test.ts": "engine",
  "lifecycle.test.ts": "engine",
  "list.test.ts": "platform",
  "logs.test.ts": "engine",
  "lostConnection.test.ts": "engine",
  "manySockets.test.ts": "platform",
  "passedConfig.test.ts": "engine",
  "people.test.ts": "platform",
  "portForward.test.ts": "engine",
  "run.test.ts": "platform",
  "secrets.test.ts": "engine",
  "signals.test.ts": "engine",
  "slowReader.test.ts": "engine",
  "splitFrames.test.ts": "platform",
  "start.test.ts": "engine",
  "storage.test.ts": "engine",
  "telemetry.test.ts": "engine",
  "top.test.ts": "engine",
  "unauthorized.test.ts": "platform",
  "webPages.test.ts": "engine",
};

/** The files of a scope as patterns; all of them without one. @throws Error when there is no such scope */
export function filesOf(scope: string | undefined): readonly string[] {
  if (!scope) return ["conformance/**/*.test.ts"];
  const files = Object.entries(SCOPES).filter(([, own]) => own === scope);
  if (files.length === 0) throw new Error(`JOBDECK_API_SCOPE must be engine or platform, not ${scope}.`);
  return files.map(([file]) => `conformance/${file}`);
}
