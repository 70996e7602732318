import { statSync } from "node:fs";
import { constants } from "node:os";
import { isAbsolute } from "node:path";
import { EngineError, type RunSpec } from "../engine.ts";

/** The only image: programs of this machine itself. */
export const IMAGE = "host";

const RUN_ID = /^[A-Za-z0-9][A-Za-z0-9-]{0,127}$/;

const invalid = (message: string) => new EngineError("invalid", message);

/**
 * Checks what this engine can run.
 * @returns the words to execute
 * @throws EngineError invalid
 */
export function checkSpec(spec: RunSpec): string[] {
  if (!isRunId(spec.runId)) throw invalid("A run's id must have only letters, digits and dashes.");
  if (spec.image !== IMAGE) {
    throw invalid(`This engine runs jobs directly on this machine; its only image is "${IMAGE}", not "${spec.image}".`);
  }
  const words = [...(spec.entrypoint ?? []), ...(spec.command ?? [])];
  if (words.length === 0) {
    throw invalid(
      `The image "${IMAGE}" has no program of its own: say in the command what to run, such as "sleep 60".`,
    );
  }
  checkWords("command", words);
  for (const [name, value] of [...Object.entries(spec.env), ...Object.entries(spec.secretEnv ?? {})]) {
    if (name === "" || /[=\0]/.test(name)) throw invalid(`"${name}" cannot be the name of an environment variable.`);
    checkWords(`environment variable ${name}`, [value]);
  }
  if (spec.workingDir !== undefined) checkWorkingDir(spec.workingDir);
  if (spec.mounts?.length || spec.secretFiles?.length) {
    throw invalid("Jobs see this machine's own files here: nothing can be mounted for them.");
  }
  return words;
}

/** Whether a text can be a run's id, and so a folder's name. */
export function isRunId(value: unknown): value is string {
  return typeof value === "string" && RUN_ID.test(value);
}

/** @throws EngineError invalid when a word cannot be handed to a program */
export function checkWords(what: string, words: readonly string[]): void {
  if (words.some((word) => word.includes("\0"))) throw invalid(`The ${what} must not have a NUL character.`);
}

/** @throws EngineError invalid when there is no such signal */
export function checkSignal(name: string): void {
  if (!(name in constants.signals)) throw invalid(`There is no signal "${name}" on this machine.`);
}

function checkWorkingDir(path: string): void {
  checkWords("working folder", [path]);
  if (!isAbsolute(path)) throw invalid(`The working folder "${path}" must be an absolute path.`);
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw invalid(`The working folder "${path}" is not a folder of this machine.`);
  }
}
