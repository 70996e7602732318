import { Modal } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useDeferredValue, useEffect, useEffectEvent, useId, useMemo, useState, type KeyboardEvent } from "react";
import { isShortcut } from "../../lib/shortcuts/keys.ts";
import { showPalette } from "../../state/palette.ts";
import { PaletteList } from "./PaletteList.tsx";
import { optionId } from "../../ui/ListOption.tsx";
import type { PaletteGroup } from "./paletteGroups.ts";
import classes from "./Palette.module.css";
import { usePaletteGroups } from "./usePaletteGroups.ts";

const close = () => showPalette(undefined);

/** Finds a page, a job or a command by what is typed, and does it. */
export default function Palette() {
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  /** Enter was pressed before there was what it is about. */
  const [isAwaited, setAwaited] = useState(false);
  const listId = useId();
  const shownText = useDeferredValue(text);
  const isLate = shownText !== text;
  const groups = usePaletteGroups(shownText);
  const options = useMemo(() => groups.flatMap(({ options }) => options), [groups]);
  // What is found may be fewer than before.
  const at = Math.min(active, Math.max(0, options.length - 1));
  const choose = (index: number) => {
    const option = options[index];
    if (!option) return;
    // What is done may open something of its own, or go where this is not.
    close();
    option.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const move = moveOf(event, at, options.length);
    if (move === undefined && event.key !== "Enter" && !isShortcut("palette", event.nativeEvent)) return;
    event.preventDefault();
    if (move !== undefined) setActive(move);
    else if (event.key !== "Enter") close();
    else if (isLate) setAwaited(true);
    else choose(at);
  };
  const chooseAwaited = useEffectEvent(() => choose(at));
  useEffect(() => {
    if (isAwaited && !isLate) chooseAwaited();
  }, [isAwaited, isLate]);
  return (
    <Modal.Root
      opened
      onClose={close}
      size={600}
      yOffset="12vh"
      transitionProps={{ duration: 0 }}
      classNames={{ content: classes.window }}
    >
      <Modal.Overlay />
      <Modal.Content aria-label="Find a page, a job or a command">
        <div className={classes.field}>
          <IconSearch size={16} aria-hidden />
          <input
            type="text"
            role="combobox"
            className={classes.input}
            aria-label="Find a page, a job or a command"
            aria-expanded={options.length > 0}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={options.length > 0 ? optionId(listId, at) : undefined}
            placeholder="A page, a job, “logs of …”, “shell in …”"
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            data-autofocus
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
              setActive(0);
              setAwaited(false);
            }}
            onKeyDown={onKeyDown}
          />
        </div>
        <PaletteList id={listId} groups={groups} active={at} onActive={setActive} onChoose={choose} />
        <Foot groups={groups} />
      </Modal.Content>
    </Modal.Root>
  );
}

function Foot({ groups }: { readonly groups: readonly PaletteGroup[] }) {
  const count = groups.reduce((sum, { options }) => sum + options.length, 0);
  return (
    <div className={classes.foot}>
      <span role="status" className="jd-visually-hidden">
        {count === 1 ? "1 result" : `${count} results`}
      </span>
      <span aria-hidden>
        <kbd>↑</kbd> <kbd>↓</kbd> to choose · <kbd>↵</kbd> to do it · <kbd>Esc</kbd> to close
      </span>
      <button type="button" className={classes.link} onClick={() => showPalette("shortcuts")}>
        All shortcuts
      </button>
    </div>
  );
}

/** Where an arrow leads in a list that begins again at its end; undefined for other keys. */
function moveOf({ key, altKey, ctrlKey, metaKey }: KeyboardEvent, at: number, count: number): number | undefined {
  if (altKey || ctrlKey || metaKey || count === 0) return undefined;
  if (key === "ArrowDown") return (at + 1) % count;
  if (key === "ArrowUp") return (at + count - 1) % count;
  return undefined;
}
