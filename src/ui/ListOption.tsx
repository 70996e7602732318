import type { MouseEvent, ReactNode } from "react";

export interface ListOptionProps {
  readonly id: string;
  /** The one that Enter takes; it is kept in sight. */
  readonly isActive: boolean;
  readonly className: string | undefined;
  readonly onPick: () => void;
  /** The pointer has come to one that is not active. */
  readonly onNear?: () => void;
  readonly children: ReactNode;
}

/** A line of a list of choices under a field; the focus stays in the field, which names the active one. */
export function ListOption({ id, isActive, className, onPick, onNear, children }: ListOptionProps) {
  return (
    <div
      id={id}
      ref={isActive ? scrollIntoView : undefined}
      role="option"
      aria-selected={isActive}
      className={className}
      onPointerMove={() => !isActive && onNear?.()}
      onClick={onPick}
    >
      {children}
    </div>
  );
}

/** For the list of the options: the field keeps the focus, though browsers would give it to whatever can be scrolled. */
export const UNFOCUSED_LIST = {
  role: "listbox",
  tabIndex: -1,
  onMouseDown: (event: MouseEvent) => event.preventDefault(),
} as const;

/** The id of an option, for the field that names the active one. */
export function optionId(listId: string, index: number): string {
  return `${listId}-${index}`;
}

function scrollIntoView(option: HTMLElement | null): void {
  option?.scrollIntoView({ block: "nearest" });
}
