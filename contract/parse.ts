import * as z from "zod/mini";

/**
 * A payload that breaks the contract. `field` is the dotted path of the offending field ("container.resources.cpu"),
 * empty when the payload as a whole is wrong; `reason` is the sentence without the field.
 */
export class ContractError extends Error {
  override readonly name = "ContractError";
  constructor(
    readonly what: string,
    readonly field: string,
    readonly reason: string,
  ) {
    super(field === "" ? `${what}: ${reason}` : `${what}: ${field}: ${reason}`);
  }
}

/**
 * Reads `value` by `schema` into its domain form.
 * @param what the payload's name for the message, e.g. "job"
 * @throws ContractError that names the first offending field
 */
export function parse<S extends z.ZodMiniType>(schema: S, value: unknown, what: string): z.output<S> {
  const result = z.safeParse(schema, value, { reportInput: true });
  if (result.success) return result.data;
  const { field, reason } = firstIssue(result.error);
  throw new ContractError(what, field, reason);
}

/** The first broken rule of a failed parse: the dotted path of its field and a sentence about it. */
export function firstIssue(error: z.core.$ZodError): { field: string; reason: string } {
  const issue = error.issues[0];
  if (!issue) return { field: "", reason: "is not valid" };
  // A key that is not known is the field that is wrong, rather than the object around it.
  const path = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0] ?? ""] : issue.path;
  return { field: fieldPath(path), reason: describe(issue) };
}

/** A path of keys and indexes as people write it: `volumes[0].dst_path`. */
function fieldPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    return text === "" ? String(key) : `${text}.${String(key)}`;
  }, "");
}

function describe(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is required" : `must be ${article(issue.expected)}`;
    case "unrecognized_keys":
      return "is not a known field";
    case "invalid_key":
      return issue.issues[0] ? describe(issue.issues[0]) : issue.message;
    case "invalid_value":
      return `must be one of ${issue.values.map((value) => `"${String(value)}"`).join(", ")}`;
    case "too_small":
      return `must be ${issue.inclusive ? "at least" : "more than"} ${issue.minimum}${unitOf(issue.origin)}`;
    case "too_big":
      return `must be ${issue.inclusive ? "at most" : "less than"} ${issue.maximum}${unitOf(issue.origin)}`;
    case "invalid_union":
      return "has a form that is not known";
    default:
      return issue.message;
  }
}

function article(type: string): string {
  return /^[aeio]/.test(type) ? `an ${type}` : `a ${type}`;
}

function unitOf(origin: string): string {
  if (origin === "string") return " characters long";
  if (origin === "array") return " items";
  return "";
}
