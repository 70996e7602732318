import { createSequences, isShortcut } from "../lib/shortcuts/keys.ts";
import { SHORTCUTS, type ShortcutId } from "../lib/shortcuts/table.ts";

/** What a key does. @returns whether it did something: another one is asked otherwise */
type Handler = () => boolean;

/** Who wants which key. Effects of inner components run before those of outer ones: who came first is the innermost. */
const handlers = new Map<ShortcutId, Handler[]>();
const sequenceOf = createSequences();
/** Keys that go past whatever has the focus, a field or a terminal. */
const FIRST: readonly ShortcutId[] = ["dock", "palette"];

/** Has a key of the table do something on the whole page. @returns what ends that */
export function bindShortcut(id: ShortcutId, handler: Handler): () => void {
  const known = handlers.get(id) ?? [];
  handlers.set(id, [...known, handler]);
  return () => {
    const left = (handlers.get(id) ?? []).filter((other) => other !== handler);
    if (left.length > 0) handlers.set(id, left);
    else handlers.delete(id);
  };
}

/** Listens to the keys of a window. @returns what stops that */
export function listenToKeys(target: Window): () => void {
  target.addEventListener("keydown", onKeyFirst, { capture: true });
  target.addEventListener("keydown", onKeyLast);
  return () => {
    target.removeEventListener("keydown", onKeyFirst, { capture: true });
    target.removeEventListener("keydown", onKeyLast);
  };
}

/** Before what has the focus hears of the key. */
function onKeyFirst(event: KeyboardEvent): void {
  if (event.isComposing || isBehindDialog(event)) return;
  const direct = FIRST.find((id) => isShortcut(id, event) && !belongsToTerminal(id, event));
  const wanted = direct ? [direct] : isTyping(event) ? [] : sequenceOf(event, event.timeStamp);
  if (!wanted.some(run)) return;
  event.preventDefault();
  event.stopPropagation();
}

/** After what has the focus had no use for the key. */
function onKeyLast(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || isTyping(event) || isBehindDialog(event)) return;
  for (const id of handlers.keys()) {
    if (FIRST.includes(id) || !isShortcut(id, event) || !run(id)) continue;
    event.preventDefault();
    return;
  }
}

function run(id: ShortcutId): boolean {
  return (handlers.get(id) ?? []).some((handler) => handler());
}

/** Ctrl and a letter mean something to the programs in a terminal. */
function belongsToTerminal(id: ShortcutId, { target, ctrlKey }: KeyboardEvent): boolean {
  const isForDock = SHORTCUTS[id] === SHORTCUTS.dock;
  return !isForDock && ctrlKey && target instanceof Element && target.closest(".xterm") !== null;
}

const BUTTONS = /^(?:checkbox|radio|button|submit|reset|file|range|color|image)$/;

function isTyping({ target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !BUTTONS.test(target.type);
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** What lies behind a dialog does not listen, but for the terminals, which are not the page's. */
function isBehindDialog(event: KeyboardEvent): boolean {
  return !isShortcut("dock", event) && document.querySelector('[aria-modal="true"]') !== null;
}
