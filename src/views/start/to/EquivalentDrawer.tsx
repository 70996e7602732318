import { Drawer } from "@mantine/core";
import { EquivalentHead, EquivalentTabs } from "../../../components/equivalents/EquivalentTabs.tsx";
import { checkForm } from "../formErrors.ts";
import { FIELD_LABELS, type FormField, type StartForm } from "../startForm.ts";
import { toFlat } from "../toRequest.ts";

export interface EquivalentDrawerProps {
  readonly form: StartForm;
  readonly onClose: () => void;
}

/** The job that the form would start, as a command, as code and as JSON. */
export default function EquivalentDrawer({ form, onClose }: EquivalentDrawerProps) {
  const wrong = Object.keys(checkForm(form)).map((field) => FIELD_LABELS[field as FormField]);
  const notes = wrong.length > 0 ? [`It would be refused as it is. To be fixed: ${wrong.join(", ")}.`] : [];
  return (
    <Drawer.Root opened onClose={onClose} position="right" size="lg" transitionProps={{ duration: 0 }}>
      <Drawer.Overlay />
      <Drawer.Content>
        <Drawer.Body>
          <EquivalentHead>
            <Drawer.Title>The same job as a command</Drawer.Title>
            <Drawer.CloseButton aria-label="Close" />
          </EquivalentHead>
          <EquivalentTabs job={toFlat(form)} notes={notes} />
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
