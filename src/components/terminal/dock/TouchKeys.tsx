import { useMediaQuery } from "@mantine/hooks";
import { IconArrowDown, IconArrowLeft, IconArrowRight, IconArrowUp } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useStore } from "zustand";
import type { TerminalSession } from "../terminalSession.ts";
import type { TouchKey } from "../touchKeys.ts";
import classes from "./TouchKeys.module.css";

const FINGER = "(pointer: coarse)";
const INTERRUPT = "c";

const WORDS: readonly { readonly key: TouchKey; readonly face: string }[] = [
  { key: "Escape", face: "Esc" },
  { key: "Tab", face: "Tab" },
];
const ARROWS: readonly { readonly key: TouchKey; readonly name: string; readonly face: ReactNode }[] = [
  { key: "ArrowLeft", name: "Left", face: <IconArrowLeft size={18} /> },
  { key: "ArrowDown", name: "Down", face: <IconArrowDown size={18} /> },
  { key: "ArrowUp", name: "Up", face: <IconArrowUp size={18} /> },
  { key: "ArrowRight", name: "Right", face: <IconArrowRight size={18} /> },
];

/** The keys that no program can be left or steered without, where the keyboard is on glass and has none of them. */
export function TouchKeys({ session }: { readonly session: TerminalSession }) {
  const hasFingers = useMediaQuery(FINGER, false, { getInitialValueInEffect: false });
  const isControlHeld = useStore(session.extras, (extras) => extras.isControlHeld);
  if (!hasFingers) return null;
  return (
    // The keyboard goes when the terminal loses the focus.
    <div role="toolbar" aria-label="Keys" className={classes.keys} onMouseDown={(event) => event.preventDefault()}>
      {WORDS.map(({ key, face }) => (
        <Key key={key} name={key} onPress={() => session.press(key)}>
          {face}
        </Key>
      ))}
      <Key
        name="Control, for the next key"
        isHeld={isControlHeld}
        onPress={() => session.extras.setState({ isControlHeld: !isControlHeld })}
      >
        Ctrl
      </Key>
      <Key name="Control and C" onPress={() => session.pressControl(INTERRUPT)}>
        ^C
      </Key>
      {ARROWS.map(({ key, name, face }) => (
        <Key key={key} name={name} onPress={() => session.press(key)}>
          {face}
        </Key>
      ))}
    </div>
  );
}

interface KeyProps {
  readonly name: string;
  readonly isHeld?: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

function Key({ name, isHeld, onPress, children }: KeyProps) {
  return (
    <button type="button" className={classes.key} aria-label={name} aria-pressed={isHeld} onClick={onPress}>
      {children}
    </button>
  );
}
