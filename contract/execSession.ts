import * as z from "zod/mini";
import { MAX_WINDOW_SIDE } from "./frames.ts";
import { maybe, withDefault } from "./scalars.ts";
import { splitShellLine } from "./shellLine.ts";

/** A command as one shell-quoted line or as its words; words in the app. */
const commandWords = z.pipe(
  z.union([z.string(), z.array(z.string())]),
  z.transform((command, context): readonly string[] => {
    const line = typeof command === "string" ? splitShellLine(command) : checkWords(command);
    if (line.ok && line.words.length > 0) return line.words;
    context.issues.push({ code: "custom", input: command, message: line.ok ? "is required" : line.reason });
    return z.NEVER;
  }),
);

function checkWords(words: string[]): ReturnType<typeof splitShellLine> {
  const isBroken = words.some((word) => word.includes("\0"));
  return isBroken ? { ok: false, reason: "must not have a NUL character" } : { ok: true, words };
}

/** `POST MON/{id}/exec_create`. What is left out is wanted, but for the terminal. */
export const execCreateRequest = z.strictObject({
  command: commandWords,
  stdin: withDefault(z.boolean(), true),
  stdout: withDefault(z.boolean(), true),
  stderr: withDefault(z.boolean(), true),
  tty: withDefault(z.boolean(), false),
});
/** A checked request for an exec session. */
export type ExecCreateRequest = z.output<typeof execCreateRequest>;
/** A request for an exec session as it travels. */
export type ExecCreatePayload = z.input<typeof execCreateRequest>;

/** The answer of `exec_create`. */
export const execCreated = z.object({ job_id: z.string(), exec_id: z.string() });
export type ExecCreatedPayload = z.input<typeof execCreated>;

/** `GET MON/{id}/{exec_id}/exec_inspect` (ExecInspect of the legacy reference). */
export const execInspect = z.pipe(
  z.object({
    id: z.string(),
    job_id: z.string(),
    running: z.boolean(),
    exit_code: maybe(z.number()),
    tty: z.boolean(),
    entrypoint: maybe(z.string()),
    command: maybe(z.string()),
    foreground: z.optional(z.nullable(z.string())),
  }),
  z.transform((wire) => ({
    id: wire.id,
    jobId: wire.job_id,
    running: wire.running,
    /** Undefined until it has ended, and for one whose client left before. */
    exitCode: wire.exit_code,
    tty: wire.tty,
    entrypoint: wire.entrypoint ?? "",
    /** One shell-quoted line. */
    command: wire.command ?? "",
    /** The program that runs in it, null when only the shell itself does; undefined where that is not known. */
    foreground: wire.foreground,
  })),
);
/** What is known of an exec session. */
export type ExecInspect = z.output<typeof execInspect>;
export type ExecInspectPayload = z.input<typeof execInspect>;

const side = z.pipe(
  z.string({ error: "is required" }),
  z.transform((text, context): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= 1 && value <= MAX_WINDOW_SIDE) return value;
    const message = `must be a whole number from 1 to ${MAX_WINDOW_SIDE}, not ${JSON.stringify(text)}`;
    context.issues.push({ code: "custom", input: text, message });
    return z.NEVER;
  }),
);

/** The query of `resize` and `exec_resize`: columns and rows. */
export const resizeQuery = z.pipe(
  z.object({ w: side, h: side }),
  z.transform(({ w, h }) => ({ width: w, height: h })),
);
