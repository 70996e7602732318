import { create } from "zustand";

/** Why nobody is signed in: nothing was tried yet, the token was refused, or the user left. */
export type SignedOutReason = "no-token" | "refused" | "signed-out";

/** The token that every call carries, or why there is none. */
export type Session =
  | { readonly status: "signed-in"; readonly token: string }
  | { readonly status: "signed-out"; readonly reason: SignedOutReason };

const STORAGE_KEY = "jobdeck.token";
const TOKEN_IN_FRAGMENT = /^#(?:.*&)?token=([^&]+)/;

export const useSession = create<Session>(() => readSession());

/** Keeps a token for this and later visits. */
export function signIn(token: string): void {
  localStorage.setItem(STORAGE_KEY, token);
  useSession.setState({ status: "signed-in", token }, true);
}

/** Forgets the token. Whoever has left already is told nothing of what was still under way. */
export function signOut(reason: SignedOutReason): void {
  if (useSession.getState().status === "signed-out") return;
  localStorage.removeItem(STORAGE_KEY);
  useSession.setState({ status: "signed-out", reason }, true);
}

/** The token for the client; undefined while nobody is signed in. */
export function currentToken(): string | undefined {
  const session = useSession.getState();
  return session.status === "signed-in" ? session.token : undefined;
}

/** Reads a token from pasted text: the token alone or the whole link that the server printed. */
export function tokenOf(text: string): string {
  const trimmed = text.trim();
  const fragment = trimmed.indexOf("#");
  const match = fragment === -1 ? null : TOKEN_IN_FRAGMENT.exec(trimmed.slice(fragment));
  return match?.[1] ? decodeURIComponent(match[1]) : trimmed;
}

/** A ready-made link brings its token in the fragment, which is never sent; it is taken out of the address bar at once. */
function readSession(): Session {
  const match = TOKEN_IN_FRAGMENT.exec(window.location.hash);
  if (match?.[1]) {
    const token = decodeURIComponent(match[1]);
    localStorage.setItem(STORAGE_KEY, token);
    window.history.replaceState(window.history.state, "", window.location.pathname + window.location.search);
    return { status: "signed-in", token };
  }
  const kept = localStorage.getItem(STORAGE_KEY);
  return kept ? { status: "signed-in", token: kept } : { status: "signed-out", reason: "no-token" };
}
