import { readChoice, type ColumnChoice } from "../lib/jobColumns.ts";
import { setPreferences, usePreferences, type Preferences } from "./preferences.ts";

/** The list's columns as the user of a key (`viewsKey`) has chosen them; the same object as long as they stay. */
export function useListColumns(key: string): unknown {
  return usePreferences((preferences) => storedColumns(preferences, key));
}

/** The list's columns as they were chosen last. */
export function listColumns(key: string): ColumnChoice {
  return readChoice(storedColumns(usePreferences.getState(), key));
}

/** Keeps a choice of columns for this and later visits. */
export function keepColumns(key: string, columns: ColumnChoice): void {
  const { columnsByUser } = usePreferences.getState();
  setPreferences({ columnsByUser: { ...columnsByUser, [key]: columns } });
}

function storedColumns({ columnsByUser, jobColumns }: Preferences, key: string): unknown {
  return columnsByUser[key] ?? jobColumns;
}
