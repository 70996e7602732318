import { IconFilterOff } from "@tabler/icons-react";
import { MessageScreen } from "../../components/feedback/MessageScreen.tsx";
import plain from "../../ui/plainButton.module.css";
import { useListSearch } from "./useListSearch.ts";

/** There are jobs, but the query lets none of them through. */
export function NoMatch({ loadedCount }: { readonly loadedCount: number }) {
  const { pick } = useListSearch();
  return (
    <MessageScreen
      title="No job matches"
      icon={<IconFilterOff size={20} />}
      action={
        <button type="button" className={plain.button} onClick={() => pick("")}>
          Clear the filters
        </button>
      }
    >
      {loadedCount === 0 ? "No job fits the filters." : `None of ${loadedCount} jobs fits the filters.`}
    </MessageScreen>
  );
}
