import { ActionIcon } from "@mantine/core";
import { IconDownload, IconFile, IconFolder, IconLink, IconTrash } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { resourceUri } from "../../../contract/resourceUri.ts";
import { formatBytes } from "../../../contract/sizes.ts";
import type { FileStatus } from "../../../contract/storageFile.ts";
import { CopyText } from "../../components/jobs/CopyText.tsx";
import { disabledProps } from "../../components/jobs/disabledProps.ts";
import { RelativeTime } from "../../components/jobs/RelativeTime.tsx";
import { routes } from "../../paths.ts";
import { useProject } from "./ProjectContext.ts";
import classes from "./StoragePage.module.css";

export interface FileTableProps {
  readonly files: readonly FileStatus[];
  readonly folder: readonly string[];
  /** The name of the file that is being downloaded. */
  readonly downloading: string | undefined;
  readonly download: (file: FileStatus) => void;
  readonly askToDelete: (file: FileStatus) => void;
}

/** What is in a folder: folders first, each by name. */
export function FileTable({ files, ...row }: FileTableProps) {
  const sorted = [...files].sort(
    (a, b) =>
      Number(b.kind === "folder") - Number(a.kind === "folder") ||
      a.path.localeCompare(b.path, undefined, { numeric: true }),
  );
  return (
    <table className={classes.table} aria-label="Files">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col" className={classes.number}>
            Size
          </th>
          <th scope="col" className={`${classes.time} ${classes.wide}`}>
            Modified
          </th>
          <th scope="col" className={classes.uri}>
            URI
          </th>
          <th scope="col" className={classes.buttons}>
            <span className="jd-visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {sorted.map((file) => (
          <FileRow key={file.path} file={file} {...row} />
        ))}
      </tbody>
    </table>
  );
}

function FileRow({ file, folder, downloading, download, askToDelete }: Omit<FileTableProps, "files"> & FileRowProps) {
  const { clusterName, projectName, mayChange } = useProject();
  const path = [...folder, file.path];
  const isFile = file.kind === "file";
  return (
    <tr>
      <td title={file.path}>
        <FileName file={file} path={path} />
      </td>
      <td className={`jd-num ${classes.muted} ${classes.number}`}>{isFile ? formatBytes(file.sizeBytes) : "–"}</td>
      <td className={`${classes.muted} ${classes.time} ${classes.wide}`}>
        {file.kind === "other" ? "–" : <RelativeTime timeMs={file.modifiedAtMs} />}
      </td>
      <td className={classes.uri}>
        <CopyText value={resourceUri("storage", { clusterName, projectName, path })} what={`the URI of ${file.path}`} />
      </td>
      <td className={classes.buttons}>
        {isFile && (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Download ${file.path}`}
            title="Download"
            loading={downloading === file.path}
            onClick={() => download(file)}
          >
            <IconDownload size={15} />
          </ActionIcon>
        )}
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Delete ${file.path}`}
          title="Delete"
          onClick={() => askToDelete(file)}
          {...disabledProps(mayChange)}
        >
          <IconTrash size={15} />
        </ActionIcon>
      </td>
    </tr>
  );
}

interface FileRowProps {
  readonly file: FileStatus;
}

function FileName({ file, path }: { readonly file: FileStatus; readonly path: readonly string[] }) {
  const { search } = useProject();
  if (file.kind === "folder") {
    return (
      <Link to={routes.storage} search={{ ...search, folder: [...path] }} className={classes.name}>
        <IconFolder size={16} aria-hidden />
        <span>{file.path}</span>
      </Link>
    );
  }
  const Icon = file.kind === "file" ? IconFile : IconLink;
  return (
    <span className={classes.name}>
      <Icon size={16} aria-hidden />
      <span>{file.path}</span>
    </span>
  );
}
