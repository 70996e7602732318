import classes from "./JobTable.module.css";

/** The columns in their order; `cell` names the class that sizes and hides one. */
export const COLUMNS = [
  { cell: "status", label: "Status" },
  { cell: "name", label: "Name" },
  { cell: "id", label: "Id" },
  { cell: "owner", label: "Owner" },
  { cell: "preset", label: "Preset" },
  { cell: "image", label: "Image" },
  { cell: "tags", label: "Tags" },
  { cell: "created", label: "Created" },
  { cell: "runTime", label: "Run time" },
] as const;

export function JobTableHead() {
  return (
    <div role="rowgroup" className={classes.head}>
      <div role="row" aria-rowindex={1} className={classes.headRow}>
        {COLUMNS.map(({ cell, label }) => (
          <span key={cell} role="columnheader" className={classes[cell]}>
            {label}
          </span>
        ))}
        <span role="columnheader" className={classes.actions}>
          <span className="jd-visually-hidden">Actions</span>
        </span>
      </div>
    </div>
  );
}
