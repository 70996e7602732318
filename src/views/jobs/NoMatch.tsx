import { Button } from "@mantine/core";
import { IconFilterOff } from "@tabler/icons-react";
import { MessageScreen } from "../../components/feedback/MessageScreen.tsx";
import { useListSearch } from "./useListSearch.ts";

/** There are jobs, but the filter lets none of them through. */
export function NoMatch({ loadedCount }: { readonly loadedCount: number }) {
  const search = useListSearch();
  return (
    <MessageScreen
      title="No job matches"
      icon={<IconFilterOff size={20} />}
      action={
        <Button variant="default" onClick={() => search({ q: "", status: [] })}>
          Clear the filters
        </Button>
      }
    >
      {loadedCount === 0 ? "No job has one of these statuses." : `None of ${loadedCount} jobs fits the filters.`}
    </MessageScreen>
  );
}
