/** Everything that can be cancelled takes a signal; an aborted call rejects with the signal's reason. */
export interface CallOptions {
  readonly signal?: AbortSignal;
}
