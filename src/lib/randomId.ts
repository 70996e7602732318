/** Unique in all browsers, and nothing that anybody could guess; works on pages without HTTPS too. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
