import { IconPencil, IconStar, IconStarFilled, IconTrash } from "@tabler/icons-react";
import { useState, type FormEvent } from "react";
import type { SavedView } from "../../../lib/savedView.ts";
import { deleteView, renameView, saveView, setDefaultView } from "../../../state/savedViews.ts";
import classes from "./Panel.module.css";
import { useViews } from "./useViews.ts";

export interface ViewsPanelProps {
  readonly userName: string;
  readonly onDone: () => void;
}

/** Opens, keeps, renames and deletes views; one of them may be what the list opens with. */
export default function ViewsPanel({ userName, onDone }: ViewsPanelProps) {
  const views = useViews(userName);
  const { key, current, defaultName } = views;
  const [renaming, setRenaming] = useState<string>();
  return (
    <>
      {views.views.length === 0 ? (
        <p className={classes.hint}>A view keeps the filter, the order, the groups and the columns under a name.</p>
      ) : (
        <ul className={classes.views}>
          {views.views.map((view) => (
            <li key={view.name} className={classes.viewRow}>
              {renaming === view.name ? (
                <NameForm
                  label={`New name of ${view.name}`}
                  name={view.name}
                  submit="Rename"
                  onSubmit={(name) => {
                    renameView(key, view.name, name);
                    setRenaming(undefined);
                  }}
                  onCancel={() => setRenaming(undefined)}
                />
              ) : (
                <ViewRow
                  view={view}
                  isCurrent={view === current}
                  isDefault={view.name === defaultName}
                  viewsKey={key}
                  onOpen={() => {
                    views.open(view);
                    onDone();
                  }}
                  onRename={() => setRenaming(view.name)}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      <NameForm
        label="Name of this view"
        name=""
        submit="Save"
        onSubmit={(name) => {
          saveView(key, name, views.present);
          onDone();
        }}
      />
    </>
  );
}

interface ViewRowProps {
  readonly view: SavedView;
  readonly isCurrent: boolean;
  readonly isDefault: boolean;
  readonly viewsKey: string;
  readonly onOpen: () => void;
  readonly onRename: () => void;
}

function ViewRow({ view: { name, search }, isCurrent, isDefault, viewsKey, onOpen, onRename }: ViewRowProps) {
  return (
    <>
      <button type="button" className={classes.view} aria-current={isCurrent} title={search.q} onClick={onOpen}>
        {name}
      </button>
      <button
        type="button"
        className={classes.action}
        aria-pressed={isDefault}
        aria-label={`Open the list with ${name}`}
        title="The list opens with this view"
        onClick={() => setDefaultView(viewsKey, isDefault ? undefined : name)}
      >
        {isDefault ? <IconStarFilled size={14} aria-hidden /> : <IconStar size={14} aria-hidden />}
      </button>
      <button type="button" className={classes.action} aria-label={`Rename ${name}`} title="Rename" onClick={onRename}>
        <IconPencil size={14} aria-hidden />
      </button>
      <button
        type="button"
        className={classes.action}
        aria-label={`Delete ${name}`}
        title="Delete"
        onClick={() => deleteView(viewsKey, name)}
      >
        <IconTrash size={14} aria-hidden />
      </button>
    </>
  );
}

interface NameFormProps {
  readonly label: string;
  readonly name: string;
  readonly submit: string;
  readonly onSubmit: (name: string) => void;
  readonly onCancel?: () => void;
}

function NameForm({ label, name: initial, submit, onSubmit, onCancel }: NameFormProps) {
  const [name, setName] = useState(initial);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") onSubmit(name.trim());
  };
  return (
    <form className={classes.form} onSubmit={send}>
      <input
        className={classes.input}
        aria-label={label}
        placeholder={label}
        maxLength={60}
        // The panel was opened to type here, and there is nothing else to be done first.
        autoFocus={initial !== ""}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || !onCancel) return;
          event.preventDefault();
          onCancel();
        }}
      />
      <button type="submit" className={classes.submit} disabled={name.trim() === ""}>
        {submit}
      </button>
    </form>
  );
}
