import { ActionIcon, Button, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useState, type FormEvent } from "react";
import { removeTemplate, renameTemplate, useTemplates } from "../../../state/templates.ts";
import { DialogButtons, DialogFrame } from "../../../ui/dialog/DialogFrame.tsx";
import classes from "./StartTools.module.css";

/** All templates, each with another name or gone. */
export default function TemplatesDialog({ onClose }: { readonly onClose: () => void }) {
  const names = useTemplates().map(({ name }) => name);
  const [edited, setEdited] = useState<string>();
  return (
    <DialogFrame size="lg" title="Templates" onClose={onClose}>
      {names.length === 0 && <p className={classes.text}>There are none any more.</p>}
      <ul className={classes.templates} aria-label="Templates">
        {names.map((name) => (
          <li key={name} className={classes.templateRow}>
            {edited === name ? (
              <Rename name={name} others={names} onDone={() => setEdited(undefined)} />
            ) : (
              <>
                <span className={classes.templateName}>{name}</span>
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={`Rename ${name}`}
                  onClick={() => setEdited(name)}
                >
                  Rename
                </Button>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`Delete ${name}`}
                  title="Delete"
                  onClick={() => removeTemplate(name)}
                >
                  <IconTrash size={14} aria-hidden />
                </ActionIcon>
              </>
            )}
          </li>
        ))}
      </ul>
      <DialogButtons>
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
      </DialogButtons>
    </DialogFrame>
  );
}

interface RenameProps {
  readonly name: string;
  readonly others: readonly string[];
  readonly onDone: () => void;
}

function Rename({ name, others, onDone }: RenameProps) {
  const [text, setText] = useState(name);
  const wanted = text.trim();
  const isTaken = wanted !== name && others.includes(wanted);
  const rename = (event: { preventDefault: () => void }) => {
    event.preventDefault();
    if (wanted === "" || isTaken) return;
    renameTemplate(name, wanted);
    onDone();
  };
  return (
    <>
      <TextInput
        className={classes.templateName}
        size="xs"
        aria-label={`New name of ${name}`}
        value={text}
        onChange={(event: FormEvent<HTMLInputElement>) => setText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && rename(event)}
        error={isTaken ? "Another template has this name" : undefined}
        maxLength={80}
        autoFocus
      />
      <Button size="compact-sm" disabled={wanted === "" || isTaken} onClick={rename}>
        Rename
      </Button>
    </>
  );
}
