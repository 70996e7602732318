import { create } from "zustand";
import { persist } from "zustand/middleware";
import type { FlatBody } from "../lib/startBody.ts";

/** A start request under a name, kept in this browser. */
export interface Template extends FlatBody {
  readonly name: string;
  /** What differs between many jobs that are otherwise as the request says; none where it is missing. */
  readonly matrix?: string;
}

interface Templates {
  readonly templates: readonly Template[];
}

const useStore = create<Templates>()(persist((): Templates => ({ templates: [] }), { name: "jobdeck.templates" }));

/** All templates, by name. */
export function useTemplates(): readonly Template[] {
  return useStore((state) => state.templates);
}

/** Keeps a template; one that was kept under its name before is replaced. */
export function saveTemplate(template: Template): void {
  change((templates) => [...templates.filter(({ name }) => name !== template.name), template]);
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
