import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { configQuery } from "../../../api/queries/config.ts";
import { useClient } from "../../../components/ClientContext.ts";
import { placesOf } from "../places.ts";
import classes from "../StartPage.module.css";
import type { FormControl } from "../useStartForm.ts";
import { fieldProps } from "./fieldProps.ts";

/** For which organization and project the job runs, where there are several. */
export function PlaceFields({ control }: { readonly control: FormControl }) {
  const { data: config } = useQuery(configQuery(useClient()));
  if (!config) return null;
  const { orgs, projects } = placesOf(config, control.cluster.name, control.form);
  if (orgs.length < 2 && projects.length < 2) return null;
  const select = (field: "org" | "project", label: string, hint: string, names: readonly string[]) => (
    <NativeSelect
      label={label}
      {...fieldProps(control, field, hint)}
      value={control.form[field]}
      data={[{ value: "", label: "Default" }, ...names.map((name) => ({ value: name, label: name }))]}
      onChange={(event) => {
        const value = event.currentTarget.value;
        // A project belongs to one organization.
        control.change(field === "org" ? { org: value, project: "" } : { project: value });
      }}
    />
  );
  return (
    <div className={classes.pair}>
      {orgs.length > 1 && select("org", "Organization", "Who pays for the job.", orgs)}
      {projects.length > 1 && select("project", "Project", "Which project the job belongs to.", projects)}
    </div>
  );
}
