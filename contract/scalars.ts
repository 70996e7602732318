import * as z from "zod/mini";

/** An optional field that may also travel as null; both read as undefined. */
export function maybe<S extends z.ZodMiniType>(schema: S) {
  const field = z.pipe(
    z.optional(z.nullable(schema)),
    z.transform((value): NonNullable<z.output<S>> | undefined => value ?? undefined),
  );
  return pastWrappers(field, schema, () => undefined);
}

/** An optional field with a default; null reads as the default too. */
export function withDefault<S extends z.ZodMiniType>(schema: S, fallback: NonNullable<z.output<S>>) {
  const field = z.pipe(
    z.optional(z.nullable(schema)),
    z.transform((value): NonNullable<z.output<S>> => value ?? fallback),
  );
  return pastWrappers(field, schema, () => fallback);
}

/**
 * Reads a field that may be missing without its wrappers. A job has some sixty fields, most of them missing, and a list
 * has ten thousand jobs: going through four schemas for each was most of what reading a list cost.
 */
function pastWrappers<F extends z.ZodMiniType, S extends z.ZodMiniType>(
  field: F,
  schema: S,
  missing: () => unknown,
): F {
  field._zod.run = (payload, context) => {
    if (payload.value !== undefined && payload.value !== null) return schema._zod.run(payload, context);
    payload.value = missing();
    return payload;
  };
  return field;
}

/** ISO 8601 with a zone on the wire, milliseconds since the epoch in the app (microseconds are cut). */
export const isoTime = z.pipe(
  z.string(),
  z.transform((text, context): number => {
    const ms = Date.parse(text);
    if (Number.isNaN(ms)) {
      context.issues.push({ code: "custom", input: text, message: "must be an ISO 8601 time" });
      return z.NEVER;
    }
    return ms;
  }),
);

/** Credits: a decimal string on the wire (a number is taken too), a number in the app. */
export const credits = z.pipe(
  z.union([z.string(), z.number()]),
  z.transform((text, context): number => {
    const value = Number(text);
    if (text === "" || !Number.isFinite(value)) {
      context.issues.push({ code: "custom", input: text, message: "must be a decimal number" });
      return z.NEVER;
    }
    return value;
  }),
);
