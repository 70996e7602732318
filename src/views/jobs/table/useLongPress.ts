import { useEffect, useState, type MouseEvent, type PointerEvent } from "react";

const LONG_PRESS_MS = 450;
/** A finger is never quite still. */
const STILL_PX = 10;

/** A finger on the screen, from when it is put down until it is lifted. */
function createPress() {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let from = { x: 0, y: 0 };
  let swallowsClick = false;
  const cancel = () => clearTimeout(timer);
  return {
    cancel,
    begin({ clientX, clientY }: PointerEvent, onLongPress: () => void) {
      cancel();
      from = { x: clientX, y: clientY };
      timer = setTimeout(() => {
        swallowsClick = true;
        onLongPress();
      }, LONG_PRESS_MS);
    },
    move({ clientX, clientY }: PointerEvent) {
      if (Math.hypot(clientX - from.x, clientY - from.y) > STILL_PX) cancel();
    },
    /** Whether the click that comes now is the end of a long press. */
    takesClick() {
      const takes = swallowsClick;
      swallowsClick = false;
      return takes;
    },
  };
}

/** Tells of a finger that rests on an element; the click that follows is not for the element. */
export function useLongPress(onLongPress: (target: EventTarget) => void) {
  const [press] = useState(createPress);
  useEffect(() => press.cancel, [press]);
  return {
    onPointerDown: (event: PointerEvent) => {
      const { target } = event;
      press.takesClick();
      if (event.pointerType !== "mouse" && event.isPrimary) press.begin(event, () => onLongPress(target));
    },
    onPointerMove: (event: PointerEvent) => press.move(event),
    onPointerUp: press.cancel,
    onPointerCancel: press.cancel,
    onClickCapture: (event: MouseEvent) => {
      if (!press.takesClick()) return;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}
