import type { Container } from "../../../contract/container.ts";
import { CopyText } from "../../components/jobs/CopyText.tsx";
import { Code, Facts, Section } from "./Facts.tsx";
import classes from "./Overview.module.css";

interface Props {
  readonly container: Container;
}

/** What is run. */
export function ContainerFacts({ container }: Props) {
  const { image, entrypoint, command, workingDir, tty } = container;
  return (
    <Facts
      title="Container"
      rows={[
        ["Image", <CopyText key="image" value={image} what="the image" />],
        ["Entrypoint", entrypoint && <Code>{entrypoint}</Code>],
        ["Command", command && <Code>{command}</Code>],
        ["Working directory", workingDir && <Code>{workingDir}</Code>],
        ["Terminal", tty && "Yes, the job has its own"],
      ]}
    />
  );
}

/** Environment variables, and those that a secret fills. */
export function EnvironmentTable({ container }: Props) {
  const plain = Object.entries(container.env);
  const secret = Object.entries(container.secretEnv);
  if (plain.length + secret.length === 0) return null;
  return (
    <Section title="Environment">
      <Table columns={["Name", "Value"]} label="Environment">
        {plain.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">
              <Code>{name}</Code>
            </th>
            <td>
              <Code>{value}</Code>
            </td>
          </tr>
        ))}
        {secret.map(([name, uri]) => (
          <tr key={name}>
            <th scope="row">
              <Code>{name}</Code>
            </th>
            <td>
              <span className="jd-muted">from </span>
              <Code>{uri}</Code>
            </td>
          </tr>
        ))}
      </Table>
    </Section>
  );
}

interface Mount {
  readonly containerPath: string;
  readonly uri: string;
  readonly access: string;
}

/** Storage, disks and secret files in the container. */
export function MountsTable({ container }: Props) {
  const mounts = mountsOf(container);
  if (mounts.length === 0) return null;
  return (
    <Section title="Mounts">
      <Table columns={["Path", "Source", "Access"]} label="Mounts">
        {mounts.map((mount) => (
          <tr key={mount.containerPath}>
            <th scope="row">
              <Code>{mount.containerPath}</Code>
            </th>
            <td>
              <Code>{mount.uri}</Code>
            </td>
            <td>{mount.access}</td>
          </tr>
        ))}
      </Table>
    </Section>
  );
}

function mountsOf(container: Container): Mount[] {
  const access = (readOnly: boolean) => (readOnly ? "read only" : "read and write");
  return [
    ...container.volumes.map(({ containerPath, storageUri, readOnly }) => ({
      containerPath,
      uri: storageUri,
      access: access(readOnly),
    })),
    ...container.diskVolumes.map(({ containerPath, diskUri, readOnly }) => ({
      containerPath,
      uri: diskUri,
      access: access(readOnly),
    })),
    ...container.secretFiles.map(({ containerPath, secretUri }) => ({
      containerPath,
      uri: secretUri,
      access: access(true),
    })),
  ];
}

interface TableProps {
  readonly columns: readonly string[];
  readonly label: string;
  readonly children: React.ReactNode;
}

function Table({ columns, label, children }: TableProps) {
  return (
    <table className={classes.table} aria-label={label}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}
