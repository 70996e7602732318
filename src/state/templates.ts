import { create } from "zustand";
import { persist } from "zustand/middleware";
import type { StartPayload } from "../../contract/start.ts";

/** A start request under a name, kept in this browser. */
export interface Template {
  readonly name: string;
  readonly request: StartPayload;
}

interface Templates {
  readonly templates: readonly Template[];
}

const useStore = create<Templates>()(persist((): Templates => ({ templates: [] }), { name: "jobdeck.templates" }));

/** All templates, by name. */
export function useTemplates(): readonly Template[] {
  return useStore((state) => state.templates);
}

/** Keeps a request under a name; one that was kept under it before is replaced. */
export function saveTemplate(name: string, request: StartPayload): void {
  change((templates) => [...templates.filter((known) => known.name !== name), { name, request }]);
}

/** Gives a template another name, which no other one has. */
export function renameTemplate(from: string, to: string): void {
  change((templates) => templates.map((known) => (known.name === from ? { ...known, name: to } : known)));
}

/** Forgets a template. */
export function removeTemplate(name: string): void {
  change((templates) => templates.filter((known) => known.name !== name));
}

function change(edit: (templates: readonly Template[]) => readonly Template[]): void {
  useStore.setState(({ templates }) => ({
    templates: [...edit(templates)].sort((a, b) => a.name.localeCompare(b.name)),
  }));
}
