import { createContext, useContext } from "react";

/** Whose secrets, files and disks the page shows. */
export interface Project {
  readonly clusterName: string;
  readonly projectName: string;
}

export const ProjectContext = createContext<Project | undefined>(undefined);

export function useProject(): Project {
  const project = useContext(ProjectContext);
  if (!project) throw new Error("useProject needs a ProjectContext above it");
  return project;
}
