import { TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { FileStatus } from "../../../contract/storageFile.ts";
import { refreshFolder } from "../../api/queries/resources.ts";
import type { StoragePath } from "../../api/resourceClients.ts";
import { useClient } from "../../components/ClientContext.ts";
import { DialogForm } from "../../ui/dialog/DialogForm.tsx";
import { DialogText } from "../../ui/dialog/DialogFrame.tsx";
import { DeleteDialog } from "./DeleteDialog.tsx";

/** What is asked about files at the moment. */
export type FileQuestion =
  | { readonly kind: "folder" }
  | { readonly kind: "delete"; readonly file: FileStatus }
  | { readonly kind: "replace"; readonly names: readonly string[]; readonly confirm: () => void };

export interface FileDialogsProps {
  /** The folder that is open. */
  readonly path: StoragePath;
  readonly question: FileQuestion | undefined;
  readonly files: readonly FileStatus[];
  readonly onClose: () => void;
}

/** The questions of the files' page. */
export function FileDialogs({ path, question, files, onClose }: FileDialogsProps) {
  const client = useClient();
  const cache = useQueryClient();
  const refresh = () => refreshFolder(cache, path);
  switch (question?.kind) {
    case undefined:
      return null;
    case "folder":
      return (
        <FolderDialog
          taken={files.map((file) => file.path)}
          make={(name) => client.storage.makeFolder([...path, name]).then(refresh)}
          onClose={onClose}
        />
      );
    case "delete": {
      const { file } = question;
      return (
        <DeleteDialog
          what={`the ${file.kind === "folder" ? "folder" : "file"} ${file.path}`}
          remove={() => client.storage.remove([...path, file.path]).then(refresh)}
          onClose={onClose}
        >
          {file.kind === "folder" ? "All that is in it is deleted for good." : "It is deleted for good."}
        </DeleteDialog>
      );
    }
    case "replace": {
      const [first = "", ...others] = question.names;
      const confirm = () => {
        question.confirm();
        onClose();
      };
      return (
        <DialogForm
          size="md"
          title={others.length === 0 ? `Replace ${first}?` : `Replace ${question.names.length} files?`}
          submitLabel="Replace"
          isDestructive
          isPending={false}
          error={null}
          onSubmit={confirm}
          onClose={onClose}
        >
          <DialogText>
            {question.names.join(", ")} {others.length === 0 ? "is" : "are"} there already. What is there now is lost
            once the upload has arrived.
          </DialogText>
        </DialogForm>
      );
    }
  }
}

interface FolderDialogProps {
  readonly taken: readonly string[];
  readonly make: (name: string) => Promise<void>;
  readonly onClose: () => void;
}

function FolderDialog({ taken, make, onClose }: FolderDialogProps) {
  const [name, setName] = useState("");
  const creation = useMutation({ mutationFn: () => make(name), onSuccess: onClose });
  const problem = taken.includes(name)
    ? "There is something of this name already."
    : name.includes("/")
      ? "A name has no slash in it."
      : undefined;
  return (
    <DialogForm
      size="md"
      title="New folder"
      submitLabel="Create"
      isPending={creation.isPending}
      blocked={name.trim() === "" || problem !== undefined}
      error={creation.error}
      onSubmit={() => creation.mutate()}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={problem}
        data-autofocus
        autoComplete="off"
      />
    </DialogForm>
  );
}
