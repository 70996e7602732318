import {
  IconBolt,
  IconDeviceFloppy,
  IconEraser,
  IconHourglassHigh,
  IconPlugConnected,
  IconTerminal2,
  IconTrash,
  type Icon,
} from "@tabler/icons-react";
import { lazy, type ComponentType, type LazyExoticComponent } from "react";
import type { JobAction } from "../../../api/can.ts";
import type { JobDialogProps } from "./jobDialog.ts";

type LoadDialog = () => Promise<{ readonly default: ComponentType<JobDialogProps> }>;

/** An action of the menu that asks something first. */
export interface MenuAction {
  readonly action: JobAction;
  readonly label: string;
  readonly icon: Icon;
  readonly isDestructive: boolean;
  readonly Dialog: LazyExoticComponent<ComponentType<JobDialogProps>>;
  /** Loads the dialog's code before it is asked for. */
  readonly load: LoadDialog;
}

const action = (name: JobAction, label: string, icon: Icon, load: LoadDialog, isDestructive = false): MenuAction => ({
  ...{ action: name, label, icon, isDestructive, load },
  Dialog: lazy(load),
});

/** The job page's menu: an action a line, its permission in `src/api/can.ts`. */
export const MENU_ACTIONS: readonly MenuAction[] = [
  action("openPort", "Open a port…", IconPlugConnected, () => import("./OpenPortDialog.tsx")),
  action("sendSignal", "Send a signal…", IconBolt, () => import("./SignalDialog.tsx")),
  action("changeLifeSpan", "Extend the life span…", IconHourglassHigh, () => import("./LifeSpanDialog.tsx")),
  action("save", "Save as an image…", IconDeviceFloppy, () => import("./SaveDialog.tsx")),
  action("asCommand", "As a command…", IconTerminal2, () => import("./AsCommandDialog.tsx")),
  action("dropLog", "Delete the log…", IconEraser, () => import("./DeleteLogDialog.tsx"), true),
  action("drop", "Delete the job…", IconTrash, () => import("./DeleteJobDialog.tsx"), true),
];
