import { Textarea, type TextareaProps } from "@mantine/core";
import type { KeyboardEvent } from "react";

/**
 * A field for one line that may still hold line breaks, as a quoted script does: it grows with its text, Enter sends the
 * form as in any one-line field and Shift+Enter breaks the line.
 */
export function LineTextarea({ classNames, ...props }: TextareaProps) {
  return (
    <Textarea
      rows={1}
      autosize
      minRows={1}
      maxRows={12}
      spellCheck={false}
      autoCapitalize="off"
      autoCorrect="off"
      onKeyDown={submitOnEnter}
      classNames={classNames}
      {...props}
    />
  );
}

/** Sends the form on Enter without Shift, unless an input method is composing a character. */
function submitOnEnter(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}
