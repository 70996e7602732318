import { IconBookmark } from "@tabler/icons-react";
import { lazy } from "react";
import { PanelButton } from "./PanelButton.tsx";
import { useViews } from "./useViews.ts";

const load = () => import("./ViewsPanel.tsx");
const ViewsPanel = lazy(load);

/** Loads the panel's code when somebody comes near. */
function prepare(): void {
  // Opening the panel loads it again and shows the failure.
  load().catch(() => undefined);
}

/** The list's views with names. While it is not known who asks, a platform's nameless user has them. */
export function ViewsButton({ userName = "" }: { readonly userName: string | undefined }) {
  const { current } = useViews(userName);
  return (
    <PanelButton
      icon={<IconBookmark size={15} aria-hidden />}
      label={current?.name ?? "Views"}
      panelLabel="Views"
      isOn={current !== undefined}
      onIntent={prepare}
    >
      {(close) => <ViewsPanel userName={userName} onDone={close} />}
    </PanelButton>
  );
}
