import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState, type DragEvent } from "react";
import type { FileStatus } from "../../../contract/storageFile.ts";
import { ApiError } from "../../api/errors.ts";
import { folderQuery, refreshFolder } from "../../api/queries/resources.ts";
import type { StoragePath } from "../../api/resourceClients.ts";
import { useClient } from "../../components/ClientContext.ts";
import { ErrorScreen } from "../../components/feedback/ErrorScreen.tsx";
import { MessageScreen } from "../../components/feedback/MessageScreen.tsx";
import { routes } from "../../paths.ts";
import { uploadFiles } from "../../state/uploads.ts";
import { FileDialogs, type FileQuestion } from "./FileDialogs.tsx";
import { FilesBar } from "./FilesBar.tsx";
import { FileTable } from "./FileTable.tsx";
import { useProject } from "./ProjectContext.ts";
import { TableSkeleton } from "./TableSkeleton.tsx";
import { UploadList } from "./UploadList.tsx";
import { useDownload } from "./useDownload.ts";
import classes from "./StoragePage.module.css";

const route = getRouteApi("/app/storage/");

/** The folder that the address names: browse, upload, download, delete. */
export default function FilesTab() {
  const client = useClient();
  const cache = useQueryClient();
  const { projectName, mayChange } = useProject();
  const { folder = [] } = route.useSearch();
  const path: StoragePath = [projectName, ...folder];
  const { data: files, error, refetch } = useQuery(folderQuery(client, path));
  const [question, setQuestion] = useState<FileQuestion>();
  const download = useDownload(path);

  const send = (chosen: readonly File[]) =>
    void uploadFiles(client, path, chosen, () => void refreshFolder(cache, path));
  const offer = (chosen: readonly File[]) => {
    const known = new Set(files?.map((file) => file.path));
    const replaced = chosen.filter(({ name }) => known.has(name)).map(({ name }) => name);
    if (replaced.length === 0) send(chosen);
    else setQuestion({ kind: "replace", names: replaced, confirm: () => send(chosen) });
  };
  return (
    <>
      <title>Files · Jobdeck</title>
      <FilesBar folder={folder} onFiles={offer} onNewFolder={() => setQuestion({ kind: "folder" })} />
      <UploadList />
      {download.error && (
        <p className={classes.problem} role="alert">
          {download.error}
        </p>
      )}
      {files && (
        <DropArea isOff={!mayChange.allowed} onFiles={offer}>
          {files.length > 0 ? (
            <FileTable
              files={files}
              folder={folder}
              downloading={download.name}
              download={download.start}
              askToDelete={(file: FileStatus) => setQuestion({ kind: "delete", file })}
            />
          ) : (
            <MessageScreen title={folder.length === 0 ? "No files yet" : "This folder is empty"}>
              {mayChange.allowed && "Drop files here, or use Upload. "}
              Jobs of the project reach this folder by its URI where the engine can mount it.
            </MessageScreen>
          )}
        </DropArea>
      )}
      {!files && (error ? <FolderError error={error} retry={() => void refetch()} /> : <TableSkeleton />)}
      <FileDialogs path={path} question={question} files={files ?? []} onClose={() => setQuestion(undefined)} />
    </>
  );
}

interface DropAreaProps {
  readonly isOff: boolean;
  readonly onFiles: (files: readonly File[]) => void;
  readonly children: React.ReactNode;
}

/** Takes files that are dropped on it. */
function DropArea({ isOff, onFiles, children }: DropAreaProps) {
  const [isOver, setIsOver] = useState(false);
  const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");
  return (
    <div
      className={classes.frame}
      data-dropping={isOver || undefined}
      onDragOver={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        // The browser says that nothing can be dropped here, and does not open the file instead.
        if (isOff) event.dataTransfer.dropEffect = "none";
        setIsOver(!isOff);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setIsOver(false);
      }}
      onDrop={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setIsOver(false);
        if (!isOff) onFiles([...event.dataTransfer.files]);
      }}
    >
      {children}
    </div>
  );
}

function FolderError({ error, retry }: { readonly error: Error; readonly retry: () => void }) {
  if (!(error instanceof ApiError) || error.kind !== "not-found") return <ErrorScreen error={error} retry={retry} />;
  return (
    <MessageScreen tone="error" title="There is no such folder" action={<Link to={routes.storage}>All files</Link>}>
      {error.message}
    </MessageScreen>
  );
}
