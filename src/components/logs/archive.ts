/**
 * The bytes before a separator line, which is taken out. Without one all bytes.
 * @param chunks a log's bytes, cut anywhere
 * @param separator a line that stands nowhere else in the log
 */
export async function* readArchive(
  chunks: AsyncIterable<Uint8Array>,
  separator: string,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const mark = new TextEncoder().encode(separator);
  /** The end of what came before, which may be the beginning of the separator. */
  let held = new Uint8Array(0);
  for await (const chunk of chunks) {
    const bytes = concat(held, chunk);
    const found = indexOf(bytes, mark);
    if (found !== -1) {
      if (found > 0) yield bytes.slice(0, found);
      return;
    }
    const keep = Math.min(bytes.length, mark.length - 1);
    if (bytes.length > keep) yield bytes.slice(0, bytes.length - keep);
    held = bytes.slice(bytes.length - keep);
  }
  if (held.length > 0) yield held;
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function indexOf(bytes: Uint8Array, mark: Uint8Array): number {
  const first = mark[0];
  if (first === undefined) return -1;
  for (let at = bytes.indexOf(first); at !== -1; at = bytes.indexOf(first, at + 1)) {
    if (at + mark.length <= bytes.length && mark.every((byte, index) => bytes[at + index] === byte)) return at;
  }
  return -1;
}
