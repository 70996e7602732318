/** What went wrong, in the words the app decides by. */
export type ApiErrorKind =
  | "unauthorized"
  | "forbidden"
  | "not-found"
  | "not-running"
  | "invalid"
  | "conflict"
  | "network"
  | "server"
  | "protocol";

export interface ApiErrorOptions {
  /** HTTP status; undefined when no answer came. */
  readonly status?: number;
  /** The start request's field that is wrong, by its wire name ("volumes[0].dst_path"). */
  readonly field?: string;
  /** Names of missing permissions of a 403. */
  readonly missing?: readonly string[];
  readonly cause?: unknown;
}

const RETRYABLE: ReadonlySet<ApiErrorKind> = new Set(["network", "server"]);

/** The one error of the client, from the wire to the toast: what happened, whose fault, what to tell the user. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number | undefined;
  readonly field: string | undefined;
  readonly missing: readonly string[];

  constructor(
    readonly kind: ApiErrorKind,
    message: string,
    options: ApiErrorOptions = {},
  ) {
    super(message, { cause: options.cause });
    this.status = options.status;
    this.field = options.field;
    this.missing = options.missing ?? [];
  }

  /** Whether the same call may succeed later without anybody changing anything. */
  get retryable(): boolean {
    return RETRYABLE.has(this.kind);
  }
}
