import { Button } from "@mantine/core";
import { IconPlus, IconServer2, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Disk } from "../../../contract/disk.ts";
import { resourceUri } from "../../../contract/resourceUri.ts";
import { formatBytes } from "../../../contract/sizes.ts";
import { disksQuery, refreshDisks } from "../../api/queries/resources.ts";
import { useClient } from "../../components/ClientContext.ts";
import { ErrorScreen } from "../../components/feedback/ErrorScreen.tsx";
import { MessageScreen } from "../../components/feedback/MessageScreen.tsx";
import { CopyText } from "../../components/jobs/CopyText.tsx";
import { disabledProps } from "../../components/jobs/disabledProps.ts";
import { RelativeTime } from "../../components/jobs/RelativeTime.tsx";
import { DeleteDialog } from "./DeleteDialog.tsx";
import { DiskDialog } from "./DiskDialog.tsx";
import { useProject } from "./ProjectContext.ts";
import { TableSkeleton } from "./TableSkeleton.tsx";
import { ButtonsHeadCell, HeadCell, RowButton } from "./TableParts.tsx";
import classes from "./StoragePage.module.css";

/** The project's disks. */
export default function DisksTab() {
  const client = useClient();
  const cache = useQueryClient();
  const { projectName, mayChange } = useProject();
  const { data: disks, error, refetch } = useQuery(disksQuery(client, projectName));
  const [question, setQuestion] = useState<"create" | Disk>();
  const close = () => setQuestion(undefined);
  const refresh = () => refreshDisks(cache, projectName);
  const createButton = (
    <Button
      size="compact-sm"
      leftSection={<IconPlus size={14} aria-hidden />}
      onClick={() => setQuestion("create")}
      {...disabledProps(mayChange)}
    >
      Create a disk
    </Button>
  );
  return (
    <>
      <title>Disks · Jobdeck</title>
      {!disks && (error ? <ErrorScreen error={error} retry={() => void refetch()} /> : <TableSkeleton />)}
      {disks?.length === 0 && (
        <MessageScreen title="No disks yet" icon={<IconServer2 size={20} />} action={createButton}>
          A disk is a folder of its own that outlives the jobs it is mounted in: for a database, a cache or checkpoints.
        </MessageScreen>
      )}
      {disks && disks.length > 0 && (
        <>
          <div className={classes.bar}>
            <p className={classes.lead}>Mount one in a job by its URI.</p>
            {createButton}
          </div>
          <DiskTable disks={disks} askToDelete={setQuestion} />
        </>
      )}
      {question === "create" && (
        <DiskDialog create={(options) => client.disks.create(projectName, options).then(refresh)} onClose={close} />
      )}
      {question !== undefined && question !== "create" && (
        <DeleteDialog
          what={`the disk ${question.name ?? question.id}`}
          remove={() => client.disks.remove(projectName, question.id).then(refresh)}
          onClose={close}
        >
          All that is on it ({formatBytes(question.usedBytes ?? 0)}) is deleted for good.
        </DeleteDialog>
      )}
    </>
  );
}

interface DiskTableProps {
  readonly disks: readonly Disk[];
  readonly askToDelete: (disk: Disk) => void;
}

function DiskTable({ disks, askToDelete }: DiskTableProps) {
  return (
    <div className={classes.frame}>
      <table className={classes.table} aria-label="Disks">
        <thead>
          <tr>
            <HeadCell>Name</HeadCell>
            <HeadCell kinds={["status", "wide"]}>Status</HeadCell>
            <HeadCell kinds={["owner", "wide"]}>Owner</HeadCell>
            <HeadCell kinds={["number"]}>Used</HeadCell>
            <HeadCell kinds={["number", "wide"]}>Size</HeadCell>
            <HeadCell kinds={["time", "wide"]}>Last used</HeadCell>
            <HeadCell kinds={["uri"]}>URI</HeadCell>
            <ButtonsHeadCell />
          </tr>
        </thead>
        <tbody>
          {disks.map((disk) => (
            <DiskRow key={disk.id} disk={disk} askToDelete={askToDelete} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DiskRow({ disk, askToDelete }: { readonly disk: Disk; readonly askToDelete: (disk: Disk) => void }) {
  const { clusterName, projectName, mayChange } = useProject();
  const label = disk.name ?? disk.id;
  return (
    <tr>
      <td title={label}>{label}</td>
      <td className={`${classes.status} ${classes.wide}`}>{disk.status}</td>
      <td className={`${classes.muted} ${classes.wide}`}>{disk.owner}</td>
      <td className={`jd-num ${classes.number}`}>{formatBytes(disk.usedBytes ?? 0)}</td>
      <td className={`jd-num ${classes.number} ${classes.wide}`}>{formatBytes(disk.storageBytes)}</td>
      <td className={`${classes.muted} ${classes.time} ${classes.wide}`}>
        {disk.lastUsedAtMs === undefined ? "never" : <RelativeTime timeMs={disk.lastUsedAtMs} />}
      </td>
      <td className={classes.uri}>
        <CopyText
          value={resourceUri("disk", { clusterName, projectName, path: [disk.id] })}
          what={`the URI of ${label}`}
        />
      </td>
      <td className={classes.buttons}>
        <RowButton
          label={`Delete ${label}`}
          icon={<IconTrash size={15} />}
          permission={mayChange}
          onClick={() => askToDelete(disk)}
        />
      </td>
    </tr>
  );
}
