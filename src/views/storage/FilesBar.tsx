import { Button, FileButton } from "@mantine/core";
import { IconChevronRight, IconFolderPlus, IconUpload } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { resourceUri } from "../../../contract/resourceUri.ts";
import { CopyText } from "../../components/jobs/CopyText.tsx";
import { disabledProps } from "../../components/jobs/disabledProps.ts";
import { routes } from "../../paths.ts";
import { useProject } from "./ProjectContext.ts";
import classes from "./StoragePage.module.css";

export interface FilesBarProps {
  /** The names of the folders on the way. */
  readonly folder: readonly string[];
  readonly onFiles: (files: readonly File[]) => void;
  readonly onNewFolder: () => void;
}

/** Where one is, and what can be done here. */
export function FilesBar({ folder, onFiles, onNewFolder }: FilesBarProps) {
  const { clusterName, projectName, search, mayChange } = useProject();
  const off = disabledProps(mayChange);
  const crumbs = [projectName, ...folder];
  return (
    <div className={classes.bar}>
      <nav aria-label="Folders" className={classes.lead}>
        <ol className={classes.crumbs}>
          {crumbs.map((name, index) => (
            <li key={crumbs.slice(0, index + 1).join("/")} className={classes.crumb}>
              {index > 0 && <IconChevronRight size={14} className={classes.separator} aria-hidden />}
              <Link
                to={routes.storage}
                search={index === 0 ? search : { ...search, folder: folder.slice(0, index) }}
                className={classes.crumbLink}
                data-here={index === folder.length || undefined}
                aria-current={index === folder.length ? "location" : undefined}
                activeProps={{}}
              >
                {name}
              </Link>
            </li>
          ))}
          <li className={`${classes.crumb} ${classes.uri}`}>
            <CopyText
              value={resourceUri("storage", { clusterName, projectName, path: folder })}
              text=""
              what="the URI of this folder"
            />
          </li>
        </ol>
      </nav>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconFolderPlus size={14} aria-hidden />}
        onClick={onNewFolder}
        {...off}
      >
        New folder
      </Button>
      <FileButton multiple onChange={onFiles} inputProps={{ "aria-label": "Files to upload" }}>
        {(props) => (
          <Button {...props} size="compact-sm" leftSection={<IconUpload size={14} aria-hidden />} {...off}>
            Upload
          </Button>
        )}
      </FileButton>
    </div>
  );
}
