import { useSession } from "./session.ts";

/** What was typed and not yet started: the form as its view knows it, and the matrix beside it. */
export interface Draft {
  readonly form: unknown;
  readonly matrix: string;
}

/** A tab of its own has drafts of its own, which go with it: what is typed may be meant for nobody else. */
const STORAGE_KEY = "jobdeck.drafts";
const DRAFTS_KEPT = 10;

type Drafts = Readonly<Record<string, Draft>>;

/** The draft that was kept under `key`; undefined for none. */
export function readDraft(key: string): Draft | undefined {
  return readAll()[key];
}

/** Keeps a draft for this tab, also over a reload; the oldest beyond ten are let go. @throws where the browser has no room */
export function saveDraft(key: string, draft: Draft): void {
  const others = Object.entries(readAll()).filter(([known]) => known !== key);
  write(Object.fromEntries([...others.slice(1 - DRAFTS_KEPT), [key, draft] as const]));
}

/** Forgets the draft under `key`. */
export function clearDraft(key: string): void {
  const all = readAll();
  if (key in all) write(Object.fromEntries(Object.entries(all).filter(([known]) => known !== key)));
}

// Whoever leaves takes the drafts along; a token that was refused is no reason to lose what was typed.
useSession.subscribe((session) => {
  if (session.status === "signed-out" && session.reason === "signed-out") sessionStorage.removeItem(STORAGE_KEY);
});

function write(drafts: Drafts): void {
  sessionStorage.setItem(STORAGE_KEY, JSON.stringify(drafts));
}

function readAll(): Drafts {
  const text = sessionStorage.getItem(STORAGE_KEY);
  if (text === null) return {};
  try {
    return JSON.parse(text) as Drafts;
  } catch (error) {
    // Only something else can have written it; what cannot be read would be in the way for ever.
    console.warn("The kept drafts cannot be read and are dropped.", error);
    sessionStorage.removeItem(STORAGE_KEY);
    return {};
  }
}
