import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { DialogForm } from "../../ui/dialog/DialogForm.tsx";
import { DialogText } from "../../ui/dialog/DialogFrame.tsx";

export interface DeleteDialogProps {
  /** What is deleted, as it is called: `the secret API_KEY`. */
  readonly what: string;
  /** What goes with it. */
  readonly children: ReactNode;
  readonly remove: () => Promise<void>;
  readonly onClose: () => void;
}

/** Asks once whether to delete something, names it, and stays until it is gone. */
export function DeleteDialog({ what, children, remove, onClose }: DeleteDialogProps) {
  const removal = useMutation({ mutationFn: remove, onSuccess: onClose });
  return (
    <DialogForm
      size="md"
      title={`Delete ${what}?`}
      submitLabel="Delete"
      isDestructive
      isPending={removal.isPending}
      error={removal.error}
      onSubmit={() => removal.mutate()}
      onClose={onClose}
    >
      <DialogText>{children}</DialogText>
    </DialogForm>
  );
}
