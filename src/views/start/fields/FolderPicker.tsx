import { ActionIcon } from "@mantine/core";
import { IconFolderSearch } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { usePlace } from "../usePlace.ts";
import type { FormControl } from "../useStartForm.ts";

const FolderDialog = lazy(() => import("./FolderDialog.tsx"));

export interface FolderPickerProps {
  readonly control: FormControl;
  readonly uri: string;
  readonly take: (uri: string) => void;
}

/** Opens the folders of the project's storage, to pick one. */
export function FolderPicker({ control, uri, take }: FolderPickerProps) {
  const { clusterName, projectName } = usePlace(control);
  const [isOpen, setIsOpen] = useState(false);
  if (projectName === undefined) return null;
  const close = () => setIsOpen(false);
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={26}
        aria-label="Browse the storage"
        title="Browse the storage"
        onClick={() => setIsOpen(true)}
      >
        <IconFolderSearch size={15} />
      </ActionIcon>
      {isOpen && (
        <Suspense fallback={null}>
          <FolderDialog
            clusterName={clusterName}
            projectName={projectName}
            uri={uri}
            choose={(chosen) => {
              take(chosen);
              close();
            }}
            onClose={close}
          />
        </Suspense>
      )}
    </>
  );
}
