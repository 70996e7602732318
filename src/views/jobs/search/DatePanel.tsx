import { setValue, valuesOf } from "../../../lib/jobSearch/editQuery.ts";
import { readMoment, type Edge } from "../../../lib/jobSearch/moment.ts";
import { parseQuery } from "../../../lib/jobSearch/parseQuery.ts";
import type { Query } from "../../../lib/jobSearch/query.ts";
import { useListSearch } from "../useListSearch.ts";
import classes from "./Panel.module.css";
import { SPANS } from "./spans.ts";

export interface DatePanelProps {
  readonly query: Query;
  readonly onDone: () => void;
}

/** Spans up to now, and days to begin and to end with. */
export default function DatePanel({ query, onDone }: DatePanelProps) {
  const { pick } = useListSearch();
  const since = valuesOf(query, "since")[0];
  const until = valuesOf(query, "until")[0];
  const choose = (value: string | undefined) => {
    pick(setValue(parseQuery(setValue(query, "since", value)), "until", undefined));
    onDone();
  };
  return (
    <>
      <div role="group" aria-label="Time spans" className={classes.choices}>
        <button
          type="button"
          className={classes.choice}
          aria-pressed={!since && !until}
          onClick={() => choose(undefined)}
        >
          Any time
        </button>
        {SPANS.map(({ value, label }) => (
          <button
            key={value}
            type="button"
            className={classes.choice}
            aria-pressed={since === value && !until}
            onClick={() => choose(value)}
          >
            {label}
          </button>
        ))}
      </div>
      <div className={classes.fields}>
        <DayField label="Since" edge="since" query={query} />
        <DayField label="Until" edge="until" query={query} />
      </div>
    </>
  );
}

interface DayFieldProps {
  readonly label: string;
  readonly edge: Edge;
  readonly query: Query;
}

function DayField({ label, edge, query }: DayFieldProps) {
  const { pick } = useListSearch();
  return (
    <label className={classes.field}>
      {label}
      <input
        type="date"
        className={classes.input}
        value={dayOf(valuesOf(query, edge)[0], edge)}
        onChange={({ currentTarget: { value } }) => pick(setValue(query, edge, value || undefined))}
      />
    </label>
  );
}

/** A moment of the query as the day that a date field shows; empty while there is none. */
function dayOf(text: string | undefined, edge: Edge): string {
  const ms = text === undefined ? undefined : readMoment(text, edge, Date.now());
  if (ms === undefined) return "";
  const date = new Date(ms);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${String(date.getFullYear()).padStart(4, "0")}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
