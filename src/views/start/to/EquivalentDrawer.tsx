import { Drawer } from "@mantine/core";
import { EquivalentTabs } from "../../../components/equivalents/EquivalentTabs.tsx";
import { checkForm } from "../formErrors.ts";
import { FIELD_LABELS, type FormField, type StartForm } from "../startForm.ts";
import { toRequest } from "../toRequest.ts";

export interface EquivalentDrawerProps {
  readonly form: StartForm;
  readonly onClose: () => void;
}

/** The job that the form would start, as a command, as code and as JSON. */
export default function EquivalentDrawer({ form, onClose }: EquivalentDrawerProps) {
  const wrong = Object.keys(checkForm(form)).map((field) => FIELD_LABELS[field as FormField]);
  const notes = wrong.length > 0 ? [`It would be refused as it is. To be fixed: ${wrong.join(", ")}.`] : [];
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title="The same job as a command"
      closeButtonProps={{ "aria-label": "Close" }}
      transitionProps={{ duration: 0 }}
    >
      <EquivalentTabs request={toRequest(form)} notes={notes} />
    </Drawer>
  );
}
