/** Spans of time that lead up to now, as `since:` says them. */
export const SPANS = [
  { value: "1h", label: "Last hour" },
  { value: "1d", label: "Last day" },
  { value: "1w", label: "Last week" },
  { value: "30d", label: "Last 30 days" },
] as const;
