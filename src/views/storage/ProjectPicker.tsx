import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { configQuery } from "../../api/queries/config.ts";
import { useClient } from "../../components/ClientContext.ts";
import classes from "./StoragePage.module.css";

/** Whose things are shown, where there are several projects. @param chosen undefined: the first */
export function ProjectPicker({ chosen }: { readonly chosen: string | undefined }) {
  const { data: config } = useQuery(configQuery(useClient()));
  const navigate = useNavigate();
  const names = [...new Set(config?.projects.map(({ name }) => name))];
  const [first] = names;
  if (names.length < 2) return null;
  return (
    <NativeSelect
      className={classes.project}
      size="xs"
      aria-label="Project"
      data={names}
      value={chosen ?? first}
      onChange={({ currentTarget: { value } }) =>
        // A folder of one project is none of another.
        void navigate({ to: ".", search: { project: value === first ? undefined : value } })
      }
    />
  );
}
