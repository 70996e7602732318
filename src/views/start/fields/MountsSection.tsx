import type { FormField } from "../startForm.ts";
import type { FormControl } from "../useStartForm.ts";
import { SecretEnvField } from "./EnvironmentField.tsx";
import { FoldSection } from "./FoldSection.tsx";
import { MountsField } from "./MountsField.tsx";

const FIELDS: readonly FormField[] = ["volumes", "disks", "secretEnv", "secretFiles"];

/** What the job gets from the platform's storage, disks and secrets. */
export function MountsSection({ control }: { readonly control: FormControl }) {
  return (
    <FoldSection title="Storage and secrets" control={control} fields={FIELDS}>
      <MountsField
        control={control}
        field="volumes"
        legend="Storage volumes"
        hint="Folders of the cluster's storage, each at a path in the job."
        noun="volume"
        uriPlaceholder="storage://cluster/project/folder"
        pathPlaceholder="/data"
      />
      <MountsField
        control={control}
        field="disks"
        legend="Disks"
        hint="Persistent disks, each at a path in the job."
        noun="disk"
        uriPlaceholder="disk://cluster/project/disk-id"
        pathPlaceholder="/scratch"
      />
      <SecretEnvField control={control} />
      <MountsField
        control={control}
        field="secretFiles"
        legend="Secret files"
        hint="Secrets as files that only the job sees."
        noun="secret file"
        uriPlaceholder="secret://cluster/project/key"
        pathPlaceholder="/root/.ssh/id_rsa"
      />
    </FoldSection>
  );
}
