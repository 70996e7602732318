import { Button } from "@mantine/core";
import { IconKey, IconPlus, IconRefresh, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { resourceUri } from "../../../contract/resourceUri.ts";
import type { Secret } from "../../../contract/secret.ts";
import { refreshSecrets, secretsQuery } from "../../api/queries/resources.ts";
import { useClient } from "../../components/ClientContext.ts";
import { ErrorScreen } from "../../components/feedback/ErrorScreen.tsx";
import { MessageScreen } from "../../components/feedback/MessageScreen.tsx";
import { CopyText } from "../../components/jobs/CopyText.tsx";
import { disabledProps } from "../../components/jobs/disabledProps.ts";
import { DeleteDialog } from "./DeleteDialog.tsx";
import { useProject } from "./ProjectContext.ts";
import { SecretDialog } from "./SecretDialog.tsx";
import { TableSkeleton } from "./TableSkeleton.tsx";
import { ButtonsHeadCell, HeadCell, RowButton } from "./TableParts.tsx";
import classes from "./StoragePage.module.css";

/** What is asked at the moment. */
type Question = { readonly kind: "add" } | { readonly kind: "replace" | "delete"; readonly key: string };

/** The project's secrets: names only, for no value is ever read back. */
export default function SecretsTab() {
  const client = useClient();
  const cache = useQueryClient();
  const { projectName, mayChange } = useProject();
  const { data: secrets, error, refetch } = useQuery(secretsQuery(client, projectName));
  const [question, setQuestion] = useState<Question>();
  const close = () => setQuestion(undefined);
  const refresh = () => refreshSecrets(cache, projectName);
  const addButton = (
    <Button
      size="compact-sm"
      leftSection={<IconPlus size={14} aria-hidden />}
      onClick={() => setQuestion({ kind: "add" })}
      {...disabledProps(mayChange)}
    >
      Add a secret
    </Button>
  );
  return (
    <>
      <title>Secrets · Jobdeck</title>
      {!secrets && (error ? <ErrorScreen error={error} retry={() => void refetch()} /> : <TableSkeleton />)}
      {secrets?.length === 0 && (
        <MessageScreen title="No secrets yet" icon={<IconKey size={20} />} action={addButton}>
          A secret is a password, a token or a key that jobs get as an environment variable without it standing in their
          settings. Its value is kept encrypted and never shown again.
        </MessageScreen>
      )}
      {secrets && secrets.length > 0 && (
        <>
          <div className={classes.bar}>
            <p className={classes.lead}>Give one to a job as a secret variable, by its URI.</p>
            {addButton}
          </div>
          <SecretTable secrets={secrets} ask={setQuestion} />
        </>
      )}
      {question?.kind === "delete" && (
        <DeleteDialog
          what={`the secret ${question.key}`}
          remove={() => client.secrets.remove(projectName, question.key).then(refresh)}
          onClose={close}
        >
          Jobs that run keep it. Those that start, or restart, with it will fail.
        </DeleteDialog>
      )}
      {(question?.kind === "add" || question?.kind === "replace") && (
        <SecretDialog
          replaced={question.kind === "replace" ? question.key : undefined}
          taken={secrets?.map(({ key }) => key) ?? []}
          save={(key, value) => client.secrets.set(projectName, key, value).then(refresh)}
          onClose={close}
        />
      )}
    </>
  );
}

interface SecretTableProps {
  readonly secrets: readonly Secret[];
  readonly ask: (question: Question) => void;
}

function SecretTable({ secrets, ask }: SecretTableProps) {
  const { clusterName, projectName, mayChange } = useProject();
  return (
    <div className={classes.frame}>
      <table className={classes.table} aria-label="Secrets">
        <thead>
          <tr>
            <HeadCell>Name</HeadCell>
            <HeadCell kinds={["uri"]}>URI</HeadCell>
            <ButtonsHeadCell />
          </tr>
        </thead>
        <tbody>
          {secrets.map(({ key }) => (
            <tr key={key}>
              <td className="jd-mono">{key}</td>
              <td className={classes.uri}>
                <CopyText
                  value={resourceUri("secret", { clusterName, projectName, path: [key] })}
                  what={`the URI of ${key}`}
                />
              </td>
              <td className={classes.buttons}>
                <RowButton
                  label={`Replace ${key}`}
                  title="Replace the value"
                  icon={<IconRefresh size={15} />}
                  permission={mayChange}
                  onClick={() => ask({ kind: "replace", key })}
                />
                <RowButton
                  label={`Delete ${key}`}
                  icon={<IconTrash size={15} />}
                  permission={mayChange}
                  onClick={() => ask({ kind: "delete", key })}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
