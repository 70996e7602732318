import { ActionIcon, Progress } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { formatBytes } from "../../../contract/sizes.ts";
import { forgetUpload, useUploads, type Upload } from "../../state/uploads.ts";
import classes from "./StoragePage.module.css";

/** Files on their way, and those that did not arrive. */
export function UploadList() {
  const uploads = useUploads((state) => state.uploads);
  if (uploads.length === 0) return null;
  return (
    <ul className={classes.uploads} aria-label="Uploads">
      {uploads.map((upload) => (
        <UploadItem key={upload.id} upload={upload} />
      ))}
    </ul>
  );
}

function UploadItem({ upload }: { readonly upload: Upload }) {
  const { id, name, path, sizeBytes, sentBytes, problem, cancel } = upload;
  const percent = sizeBytes === 0 ? 0 : (100 * sentBytes) / sizeBytes;
  const label = problem === undefined ? `Cancel the upload of ${name}` : `Forget the upload of ${name}`;
  return (
    <li className={classes.upload}>
      <span className={classes.uploadName} title={[...path, name].join("/")}>
        {name}
      </span>
      <span className={`jd-num ${classes.muted}`}>
        {formatBytes(sentBytes)} of {formatBytes(sizeBytes)}
      </span>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={label}
        title={label}
        onClick={() => (problem === undefined ? cancel() : forgetUpload(id))}
      >
        <IconX size={14} />
      </ActionIcon>
      {problem === undefined ? (
        <Progress value={percent} size={4} className={classes.uploadBar} aria-label={`Upload of ${name}`} />
      ) : (
        <p className={classes.uploadProblem} role="alert">
          {problem}
        </p>
      )}
    </li>
  );
}
