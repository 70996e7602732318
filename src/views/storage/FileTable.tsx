import { IconDownload, IconFile, IconFolder, IconLink, IconTrash } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { resourceUri } from "../../../contract/resourceUri.ts";
import { formatBytes } from "../../../contract/sizes.ts";
import type { FileStatus } from "../../../contract/storageFile.ts";
import { CopyText } from "../../components/jobs/CopyText.tsx";
import { RelativeTime } from "../../components/jobs/RelativeTime.tsx";
import { routes } from "../../paths.ts";
import { useProject } from "./ProjectContext.ts";
import { ButtonsHeadCell, HeadCell, RowButton } from "./TableParts.tsx";
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
          <HeadCell>Name</HeadCell>
          <HeadCell kinds={["number"]}>Size</HeadCell>
          <HeadCell kinds={["time", "wide"]}>Modified</HeadCell>
          <HeadCell kinds={["uri"]}>URI</HeadCell>
          <ButtonsHeadCell />
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
          <RowButton
            label={`Download ${file.path}`}
            icon={<IconDownload size={15} />}
            isPending={downloading === file.path}
            onClick={() => download(file)}
          />
        )}
        <RowButton
          label={`Delete ${file.path}`}
          icon={<IconTrash size={15} />}
          permission={mayChange}
          onClick={() => askToDelete(file)}
        />
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
