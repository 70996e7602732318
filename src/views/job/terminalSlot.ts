import { createContext, useContext } from "react";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { TerminalSession } from "../../components/terminal/terminalSession.ts";

/** Holds the job's open terminal while its page is open, so that a look at the log does not end a shell. */
export type TerminalSlot = StoreApi<{ readonly session: TerminalSession | undefined }>;

/** An empty slot. Whoever creates it empties it at the end. */
export function createTerminalSlot(): TerminalSlot {
  return createStore(() => ({ session: undefined }));
}

/** Puts another session, or none, into the slot and ends the one that was there. */
export function fillSlot(slot: TerminalSlot, session: TerminalSession | undefined): void {
  const before = slot.getState().session;
  slot.setState({ session });
  before?.dispose();
}

export const TerminalSlotContext = createContext<TerminalSlot | undefined>(undefined);

/** The slot of the job's page. */
export function useTerminalSlot(): TerminalSlot {
  const slot = useContext(TerminalSlotContext);
  if (!slot) throw new Error("useTerminalSlot needs a TerminalSlotContext above it");
  return slot;
}
