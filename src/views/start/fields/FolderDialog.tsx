import { Button, Skeleton } from "@mantine/core";
import { IconFolder } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { readResourceUri, resourceUri } from "../../../../contract/resourceUri.ts";
import { folderQuery } from "../../../api/queries/resources.ts";
import { useClient } from "../../../components/ClientContext.ts";
import { DialogButtons, DialogFrame } from "../../../ui/dialog/DialogFrame.tsx";
import classes from "./FolderDialog.module.css";

export interface FolderDialogProps {
  readonly clusterName: string;
  readonly projectName: string;
  /** The address that the field holds; the dialog opens at its folder if it is one of the project. */
  readonly uri: string;
  readonly choose: (uri: string) => void;
  readonly onClose: () => void;
}

/** Walks the folders of a project's storage and takes one of them. */
export default function FolderDialog({ clusterName, projectName, uri, choose, onClose }: FolderDialogProps) {
  const held = readResourceUri("storage", uri);
  const isHere = held?.clusterName === clusterName && held.projectName === projectName;
  const [path, setPath] = useState<readonly string[]>(isHere ? held.path : []);
  const chosen = resourceUri("storage", { clusterName, projectName, path });
  return (
    <DialogFrame title="Choose a folder" size="md" onClose={onClose}>
      <nav className={classes.crumbs} aria-label="Folders on the way">
        {[projectName, ...path].map((name, depth) => (
          <button
            key={depth}
            type="button"
            className={classes.crumb}
            aria-current={depth === path.length ? "location" : undefined}
            onClick={() => setPath(path.slice(0, depth))}
          >
            {name}
          </button>
        ))}
      </nav>
      <Folders projectName={projectName} path={path} open={(name) => setPath([...path, name])} />
      <p className={`jd-mono ${classes.uri}`}>{chosen}</p>
      <DialogButtons>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button data-autofocus onClick={() => choose(chosen)}>
          Use this folder
        </Button>
      </DialogButtons>
    </DialogFrame>
  );
}

interface FoldersProps {
  readonly projectName: string;
  readonly path: readonly string[];
  readonly open: (name: string) => void;
}

function Folders({ projectName, path, open }: FoldersProps) {
  const { data: files, error } = useQuery(folderQuery(useClient(), [projectName, ...path]));
  if (!files) {
    return error ? (
      <p className={classes.note} role="alert">
        {error.message}
      </p>
    ) : (
      <Skeleton height={120} aria-label="Loading" />
    );
  }
  const folders = files
    .filter(({ kind }) => kind === "folder")
    .map((file) => file.path)
    .sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
  if (folders.length === 0) return <p className={classes.note}>There are no folders in it.</p>;
  return (
    <ul className={classes.folders} aria-label="Folders">
      {folders.map((name) => (
        <li key={name}>
          <button type="button" className={classes.folder} onClick={() => open(name)}>
            <IconFolder size={16} aria-hidden />
            <span>{name}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
