/** Bytes in one mebibyte, the unit of `memory_mb` and of telemetry's `memory`. */
export const MEBIBYTE = 1024 * 1024;

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** Writes bytes in binary units with at most one decimal: `512 MiB`, `1.5 GiB`. */
export function formatBytes(bytes: number): string {
  const exponent = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** exponent;
  const digits = exponent === 0 || value >= 100 || Number.isInteger(value) ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[exponent] ?? "B"}`;
}
