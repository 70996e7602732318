import { Button } from "@mantine/core";
import { IconFilterOff } from "@tabler/icons-react";
import { MessageScreen } from "../../components/feedback/MessageScreen.tsx";
import { useListSearch } from "./useListSearch.ts";

/** There are jobs, but the query lets none of them through. */
export function NoMatch({ loadedCount }: { readonly loadedCount: number }) {
  const { pick } = useListSearch();
  return (
    <MessageScreen
      title="No job matches"
      icon={<IconFilterOff size={20} />}
      action={
        <Button variant="default" onClick={() => pick("")}>
          Clear the filters
        </Button>
      }
    >
      {loadedCount === 0 ? "No job fits the filters." : `None of ${loadedCount} jobs fits the filters.`}
    </MessageScreen>
  );
}
