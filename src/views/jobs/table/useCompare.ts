import { useRouter } from "@tanstack/react-router";
import type { Permission } from "../../../api/can.ts";
import { paths } from "../../../paths.ts";

/** More would not fit beside each other. */
const MOST_COMPARED = 8;

/** Shows jobs beside each other on a page of their own. */
export function useCompare(): (jobIds: readonly string[]) => void {
  const { history } = useRouter();
  return (jobIds) => history.push(paths.compare(jobIds));
}

/** Whether so many jobs can be compared. */
export function canCompare(count: number): Permission {
  if (count <= MOST_COMPARED) return { allowed: true };
  return {
    allowed: false,
    reason: `At most ${MOST_COMPARED} jobs can be compared; take ${count - MOST_COMPARED} out of the selection.`,
  };
}
