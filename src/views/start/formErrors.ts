import { parseDuration } from "../../../contract/durations.ts";
import {
  checkAbsolutePath,
  checkEnvName,
  checkJobName,
  checkResourceUri,
  checkTag,
  MAX_TAGS,
  type Check,
} from "../../../contract/names.ts";
import { splitShellLine } from "../../../contract/shellLine.ts";
import type { Amounts } from "./fit.ts";
import { checkMounts } from "./mountErrors.ts";
import { checkOwnResources } from "./ownResources.ts";
import type { EnvRow, FormField, StartForm } from "./startForm.ts";
import { isBlankRow } from "./toRequest.ts";

/** What is wrong with a form, by field, as sentences to show below the fields. */
export type FormErrors = Partial<Record<FormField, string>>;

const THIRTY_DAYS_SECONDS = 30 * 24 * 3600;

const shellLine: Check = (line) => {
  const result = splitShellLine(line);
  return result.ok ? undefined : result.reason;
};

/** What a form is checked against beside the platform's rules. */
export interface CheckOptions {
  /** Whether jobs of the chosen preset take turns. */
  readonly takesTurns?: boolean;
  /** What there is in all where the job is to run. */
  readonly total?: Amounts | undefined;
  /** Why the chosen preset can never start there. */
  readonly neverFits?: string | undefined;
}

/** Checks a form by the platform's rules, before it is sent. */
export function checkForm(form: StartForm, options: CheckOptions = {}): FormErrors {
  const { takesTurns = false, total, neverFits } = options;
  const errors: FormErrors = {
    image: checkImage(form.image),
    preset: form.usesOwnResources ? undefined : form.preset === "" ? "must be chosen" : neverFits,
    ...checkOwnResources(form, total),
    command: optional(form.command, shellLine),
    entrypoint: optional(form.entrypoint, shellLine),
    name: optional(form.name, checkJobName),
    tags: checkTags(form.tags),
    env: checkEnv(form.env),
    secretEnv: checkSecretEnv(form.secretEnv),
    ...checkMounts(form),
    httpPort: optional(form.httpPort, checkPort),
    healthCheckPath: optional(form.healthCheckPath, checkAbsolutePath),
    workingDir: optional(form.workingDir, checkAbsolutePath),
    lifeSpan: optional(form.lifeSpan, checkLifeSpan),
    scheduleTimeout: optional(form.scheduleTimeout, takesTurns ? TURNS_HAVE_NO_TIMEOUT : checkScheduleTimeout),
    energySchedule: takesTurns ? undefined : optional(form.energySchedule, NEEDS_TURNS),
  };
  const wrong = Object.entries(errors).filter((entry) => entry[1] !== undefined);
  return Object.fromEntries(wrong.map(([field, reason]) => [field, sentence(reason)]));
}

/** A reason that follows a field's name, as a sentence of its own: "must be …" becomes "Must be …". */
export function sentence(reason: string): string {
  return reason.charAt(0).toUpperCase() + reason.slice(1);
}

function optional(text: string, check: Check): string | undefined {
  const trimmed = text.trim();
  return trimmed === "" ? undefined : check(trimmed);
}

const checkImage: Check = (value) => {
  if (value.trim() === "") return "must not be empty";
  return /\s/.test(value.trim()) ? "must not have white space" : undefined;
};

const checkPort: Check = (text) =>
  /^\d+$/.test(text) && Number(text) <= 65_535 ? undefined : "must be a whole number from 0 to 65535";

const TURNS_HAVE_NO_TIMEOUT: Check = () => "must be empty: jobs of this preset take turns and have no timeout";
const NEEDS_TURNS: Check = () => "must be none: only jobs of presets that take turns keep to a schedule";

const DURATION_FORM = "must be a duration such as 30m, 2h or 1d2h30m";

const checkLifeSpan: Check = (text) => {
  const seconds = parseDuration(text);
  if (seconds === undefined) return DURATION_FORM;
  return seconds < 60 ? "must be at least 1m" : undefined;
};

const checkScheduleTimeout: Check = (text) => {
  const seconds = parseDuration(text);
  if (seconds === undefined) return DURATION_FORM;
  return seconds < 1 || seconds >= THIRTY_DAYS_SECONDS ? "must be at least 1s and less than 30d" : undefined;
};

function checkTags(tags: readonly string[]): string | undefined {
  if (tags.length > MAX_TAGS) return `must be at most ${MAX_TAGS}`;
  for (const tag of tags) {
    const reason = checkTag(tag);
    if (reason) return `"${tag}" ${reason}`;
  }
  return undefined;
}

/** Whether a row of the environment is what makes it wrong: its name cannot be one, or is there before. */
export function isWrongName(row: EnvRow, rows: readonly EnvRow[]): boolean {
  if (isBlankRow(row)) return false;
  const name = row.name.trim();
  const isTwice = rows.some((other) => other.key !== row.key && other.name.trim() === name);
  return isTwice || checkEnvName(name) !== undefined;
}

function checkEnv(rows: readonly EnvRow[]): string | undefined {
  const names = new Set<string>();
  for (const row of rows) {
    if (isBlankRow(row)) continue;
    const name = row.name.trim();
    const reason = checkEnvName(name);
    if (reason) return name === "" ? `the name of the value "${row.value}" ${reason}` : `the name "${name}" ${reason}`;
    if (names.has(name)) return `the name "${name}" is there twice`;
    names.add(name);
  }
  return undefined;
}

function checkSecretEnv(rows: readonly EnvRow[]): string | undefined {
  const wrongName = checkEnv(rows);
  if (wrongName) return wrongName;
  for (const row of rows) {
    const reason = isBlankRow(row) ? undefined : checkResourceUri("secret")(row.value.trim());
    if (reason) return `the secret of "${row.name.trim()}" ${reason}`;
  }
  return undefined;
}
