import { createContext, useContext } from "react";
import type { Permission } from "../../api/can.ts";

/** Whose secrets, files and disks the page shows. */
export interface Project {
  readonly clusterName: string;
  readonly projectName: string;
  /** What links within the page carry on, so that they stay in the project. */
  readonly search: { readonly project?: string };
  /** Whether whoever is signed in may change what is in it. */
  readonly mayChange: Permission;
}

export const ProjectContext = createContext<Project | undefined>(undefined);

export function useProject(): Project {
  const project = useContext(ProjectContext);
  if (!project) throw new Error("useProject needs a ProjectContext above it");
  return project;
}
