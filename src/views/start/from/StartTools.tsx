import { Button } from "@mantine/core";
import { IconClipboardText, IconTerminal2 } from "@tabler/icons-react";
import { lazy, Suspense, useRef, useState } from "react";
import type { Cluster } from "../../../../contract/config.ts";
import type { StartForm } from "../startForm.ts";
import { toFlat } from "../toRequest.ts";
import { fitRequest } from "./fitRequest.ts";
import { useFormOrigin } from "./FormOrigin.ts";
import type { FoundRequest } from "./linkRequest.ts";
import { OriginBanner } from "./OriginBanner.tsx";
import classes from "./StartTools.module.css";
import { TemplatesMenu } from "./TemplatesMenu.tsx";
import { useDraft } from "./useDraft.ts";

const PasteDialog = lazy(() => import("./PasteDialog.tsx"));
const SaveTemplateDialog = lazy(() => import("./SaveTemplateDialog.tsx"));
const TemplatesDialog = lazy(() => import("./TemplatesDialog.tsx"));
const EquivalentDrawer = lazy(() => import("../to/EquivalentDrawer.tsx"));

type Open = "paste" | "saveTemplate" | "templates" | "equivalent";

export interface StartToolsProps {
  readonly form: StartForm;
  /** What is typed beside the form, as it goes into a draft. */
  readonly matrix: string;
  readonly cluster: Cluster;
}

/** Where a form can be filled in from, and what else it can be said as. */
export function StartTools({ form, matrix, cluster }: StartToolsProps) {
  const origin = useFormOrigin();
  const [open, setOpen] = useState<Open>();
  const opener = useRef<HTMLElement>(null);
  useDraft(form, matrix);
  const show = (what: Open) => {
    opener.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    setOpen(what);
  };
  const close = () => setOpen(undefined);
  const fillIn = (title: string, found: FoundRequest, filledMatrix = "") => {
    const { form: filled, leftOut } = fitRequest(found, origin.plain, origin.config, cluster);
    origin.replace(filled, filledMatrix, { title, leftOut, undo: { label: "Undo", form, matrix } });
  };
  return (
    <div className={classes.tools}>
      <div className={classes.buttons} role="group" aria-label="Fill in and copy">
        <Button
          variant="default"
          size="xs"
          leftSection={<IconClipboardText size={14} aria-hidden />}
          onClick={() => show("paste")}
        >
          Paste a command…
        </Button>
        <TemplatesMenu
          onApply={({ name, matrix: kept, ...job }) =>
            fillIn(`Filled in from the template “${name}”`, { ...job, leftOut: [] }, kept)
          }
          onSave={() => show("saveTemplate")}
          onManage={() => show("templates")}
        />
        <Button
          variant="default"
          size="xs"
          leftSection={<IconTerminal2 size={14} aria-hidden />}
          onClick={() => show("equivalent")}
        >
          As a command…
        </Button>
      </div>
      <OriginBanner />
      <Suspense>
        {open === "paste" && (
          <PasteDialog onClose={close} onTake={(found) => fillIn("Filled in from what was pasted", found)} />
        )}
        {open === "saveTemplate" && (
          <SaveTemplateDialog template={{ ...toFlat(form), ...(matrix !== "" && { matrix }) }} onClose={close} />
        )}
        {open === "templates" && <TemplatesDialog onClose={close} />}
        {open === "equivalent" && <EquivalentDrawer form={form} onClose={close} />}
      </Suspense>
    </div>
  );
}
