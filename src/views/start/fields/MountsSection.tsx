import { Link } from "@tanstack/react-router";
import { routes } from "../../../paths.ts";
import type { FormField } from "../startForm.ts";
import { useDiskOptions, useSecretOptions } from "../useResourceOptions.ts";
import type { FormControl } from "../useStartForm.ts";
import { FolderPicker } from "./FolderPicker.tsx";
import { FoldSection } from "./FoldSection.tsx";
import { MountsField } from "./MountsField.tsx";
import classes from "./RowsField.module.css";
import { SecretEnvField } from "./SecretEnvField.tsx";

const FIELDS: readonly FormField[] = ["volumes", "disks", "secretEnv", "secretFiles"];

/** What the job gets from the platform's storage, disks and secrets. */
export function MountsSection({ control }: { readonly control: FormControl }) {
  return (
    <FoldSection title="Storage and secrets" control={control} fields={FIELDS}>
      <Mounts control={control} />
    </FoldSection>
  );
}

function Mounts({ control }: { readonly control: FormControl }) {
  const secrets = useSecretOptions(control);
  const disks = useDiskOptions(control);
  return (
    <>
      <MountsField
        control={control}
        field="volumes"
        legend="Storage volumes"
        hint="Folders of the cluster's storage, each at a path in the job."
        noun="volume"
        uriPlaceholder="storage://cluster/project/folder"
        pathPlaceholder="/data"
        options={[]}
        picker={(row, take) => <FolderPicker control={control} uri={row.uri} take={take} />}
      />
      <MountsField
        control={control}
        field="disks"
        legend="Disks"
        hint="Persistent disks, each at a path in the job."
        noun="disk"
        uriPlaceholder="disk://cluster/project/disk-id"
        pathPlaceholder="/scratch"
        options={disks}
      />
      <SecretEnvField control={control} options={secrets} />
      <MountsField
        control={control}
        field="secretFiles"
        legend="Secret files"
        hint="Secrets as files that only the job sees."
        noun="secret file"
        uriPlaceholder="secret://cluster/project/key"
        pathPlaceholder="/root/.ssh/id_rsa"
        options={secrets}
      />
      <p className={classes.links}>
        <Link to={routes.secrets} target="_blank">
          Create a secret…
        </Link>
        <Link to={routes.disks} target="_blank">
          Create a disk…
        </Link>
        <Link to={routes.storage} target="_blank">
          Upload files…
        </Link>
      </p>
    </>
  );
}
