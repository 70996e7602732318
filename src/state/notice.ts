import { create } from "zustand";

/** How long a notice stands, in milliseconds: long enough to read one sentence twice. */
const SHOWN_MS = 6_000;

interface NoticeState {
  /** One sentence about what was just done; undefined when there is nothing to say. */
  readonly text: string | undefined;
}

export const useNotice = create<NoticeState>(() => ({ text: undefined }));

let timer: ReturnType<typeof setTimeout> | undefined;

/** Says in one sentence what was done; a later notice takes its place, and it goes away by itself. */
export function notify(text: string): void {
  clearTimeout(timer);
  timer = setTimeout(dismissNotice, SHOWN_MS);
  useNotice.setState({ text });
}

/** Takes the notice away. */
export function dismissNotice(): void {
  clearTimeout(timer);
  useNotice.setState({ text: undefined });
}
