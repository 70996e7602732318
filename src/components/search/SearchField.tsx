import { IconSearch, IconX } from "@tabler/icons-react";
import { useId, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { useShortcuts } from "../shortcuts/useShortcuts.ts";
import type { Job } from "../../../contract/job.ts";
import type { Completion } from "../../lib/jobSearch/completions.ts";
import type { SearchContext } from "../../lib/jobSearch/matchJobs.ts";
import { withOwnProblems } from "../../lib/jobSearch/ownJobs.ts";
import { parseQuery } from "../../lib/jobSearch/parseQuery.ts";
import type { Query } from "../../lib/jobSearch/query.ts";
import { ariaKeys } from "../../lib/shortcuts/keys.ts";
import { optionId } from "../../ui/ListOption.tsx";
import { CompletionList } from "./CompletionList.tsx";
import { QueryMarks } from "./QueryMarks.tsx";
import classes from "./SearchField.module.css";
import { useCompletions } from "./useCompletions.ts";
import { useDraft } from "./useDraft.ts";

/** Changes the query in the page's address; what else the address says is kept. */
export interface SearchAddress {
  /** While typing: takes the place of the present entry of the history. */
  readonly type: (q: string) => void;
  /** A step of its own in the history. `from` is what to come back to when the present entry is half typed. */
  readonly pick: (q: string, from?: string) => void;
}

export interface SearchFieldProps {
  /** What is searched, in words: "Filter jobs". */
  readonly label: string;
  /** What is asked for most often here. */
  readonly placeholder: string;
  /** What the address says. */
  readonly q: string;
  readonly address: SearchAddress;
  readonly context: SearchContext;
  /** The jobs that completions count; left out: all that are known. */
  readonly jobs?: readonly Job[] | undefined;
  /** Enter was pressed on a query without mistakes: whoever typed goes on to what was found. */
  readonly onDone?: () => void;
}

/** The one field to search by: words and `key:value`, completed and checked while it is typed. */
export function SearchField(props: SearchFieldProps) {
  const { label, placeholder } = props;
  const field = useSearchField(props);
  const { input, marks, listId, text, query, problems, items, active, isOpen } = field;
  const problemId = `${listId}-problems`;
  useShortcuts({ search: field.focus });
  return (
    <div className={classes.search}>
      <div className={classes.field}>
        <QueryMarks ref={marks} text={text} query={query} wrongAt={field.wrongAt} />
        <IconSearch size={15} className={classes.lens} aria-hidden />
        <input
          ref={input}
          type="text"
          inputMode="search"
          enterKeyHint="search"
          className={classes.input}
          role="combobox"
          aria-label={label}
          aria-keyshortcuts={ariaKeys("search")}
          aria-autocomplete="list"
          aria-expanded={isOpen}
          aria-controls={isOpen ? listId : undefined}
          aria-activedescendant={isOpen && active >= 0 ? optionId(listId, active) : undefined}
          aria-invalid={problems.length > 0}
          aria-describedby={problems.length > 0 ? problemId : undefined}
          placeholder={placeholder}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          value={text}
          {...field.events}
        />
        <ClearButton isEmpty={text === ""} onClear={field.clear} />
      </div>
      <div id={problemId} role="status" className={classes.problems}>
        {problems.map((problem) => (
          <p key={problem}>{problem}</p>
        ))}
      </div>
      {/* Under what is wrong, which is read while it is put right. */}
      {isOpen && <CompletionList id={listId} items={items} active={active} onPick={field.pick} />}
    </div>
  );
}

function ClearButton({ isEmpty, onClear }: { readonly isEmpty: boolean; readonly onClear: () => void }) {
  if (isEmpty) {
    return (
      <kbd className={classes.key} aria-hidden>
        /
      </kbd>
    );
  }
  return (
    <button type="button" className={classes.clear} aria-label="Clear the filter" onClick={onClear}>
      <IconX size={14} aria-hidden />
    </button>
  );
}

/** What happens in the field: text, caret, completion and mistakes. */
function useSearchField({ q, address: search, context, jobs, onDone }: SearchFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const marks = useRef<HTMLDivElement>(null);
  const nextCaret = useRef<number>(undefined);
  const listId = useId();
  const draft = useDraft(q);
  const { text } = draft;
  const [caret, setCaret] = useState(0);
  // Whoever types has not finished the word that the caret is in; it is not called wrong yet.
  const [focus, setFocus] = useState<"away" | "typing" | "settled">("away");
  const [wantsList, setWantsList] = useState(false);
  const [active, setActive] = useState(-1);
  const completions = useCompletions(text, caret, wantsList, { context, jobs });
  const { items } = completions;
  const isOpen = wantsList && items.length > 0;
  const isNobody = context.isNobody === true;
  const query = useMemo(() => withOwnProblems(parseQuery(text), isNobody), [text, isNobody]);
  const wrong = query.terms.filter(
    ({ problem, start, end }) => problem !== undefined && !(focus === "typing" && start <= caret && caret <= end),
  );

  useLayoutEffect(() => {
    if (nextCaret.current !== undefined) input.current?.setSelectionRange(nextCaret.current, nextCaret.current);
    nextCaret.current = undefined;
    // Where the field is scrolled to is known once the page is laid out, which is not to be done twice.
    const frame = requestAnimationFrame(() => {
      if (marks.current && input.current) marks.current.scrollLeft = input.current.scrollLeft;
    });
    return () => cancelAnimationFrame(frame);
  }, [text]);

  const change = (next: string, at: number, via?: string) => {
    draft.set(next, via);
    setCaret(at);
    setActive(-1);
    setFocus("typing");
    setWantsList(true);
  };
  const clear = () => {
    change("", 0);
    search.type("");
    input.current?.focus();
  };
  const pick = (item: Completion) => {
    const after = completions.apply(text, item);
    const from = item.kind === "key" ? undefined : textWithoutTermAt(query, text, caret);
    nextCaret.current = after.caret;
    change(after.text, after.caret, from);
    setWantsList(from === undefined);
    if (from === undefined) search.type(after.text);
    else search.pick(after.text, from);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const act = keyAction(event, { isOpen, active, count: items.length, isTyped: isTyped(items, text, caret) });
    if (!act) return;
    if (act.do !== "settle") event.preventDefault();
    const item = act.do === "pick" ? items[act.index] : undefined;
    if (act.do === "activate") setActive(act.index);
    else if (act.do === "open") setWantsList(true);
    else if (item) pick(item);
    else if (act.do === "close" || act.do === "settle") setWantsList(false);
    else if (text === "") input.current?.blur();
    else clear();
    if (act.do !== "settle") return;
    setFocus("settled");
    if (query.terms.every(({ problem }) => problem === undefined)) onDone?.();
  };
  return {
    ...{ input, marks, listId, text, query, items, active, isOpen, pick, clear },
    wrongAt: new Set(wrong.map(({ start }) => start)),
    problems: [...new Set(wrong.flatMap(({ problem }) => problem ?? []))],
    focus: () => input.current?.focus(),
    events: {
      onKeyDown,
      onPointerEnter: completions.prepare,
      onFocus: () => {
        completions.prepare();
        setFocus("settled");
        setWantsList(true);
      },
      onBlur: () => {
        draft.leave();
        setFocus("away");
        setWantsList(false);
        setActive(-1);
      },
      onChange: ({ currentTarget: { value, selectionStart } }: { readonly currentTarget: HTMLInputElement }) => {
        change(value, selectionStart ?? value.length);
        search.type(value);
      },
      onSelect: ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) =>
        setCaret(currentTarget.selectionStart ?? 0),
      onScroll: ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) => {
        if (marks.current) marks.current.scrollLeft = currentTarget.scrollLeft;
      },
    },
  };
}

type KeyAction =
  | { readonly do: "activate" | "pick"; readonly index: number }
  | { readonly do: "open" | "close" | "settle" | "clear" };

interface ListState {
  readonly isOpen: boolean;
  readonly active: number;
  readonly count: number;
  /** Whether something has been typed that the first completion goes on with. */
  readonly isTyped: boolean;
}

/** What a key means in the field; undefined leaves it to the browser. */
function keyAction(event: KeyboardEvent, { isOpen, active, count, isTyped }: ListState): KeyAction | undefined {
  if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  switch (event.key) {
    case "ArrowDown":
      return isOpen ? { do: "activate", index: (active + 1) % count } : { do: "open" };
    case "ArrowUp":
      return isOpen ? { do: "activate", index: (active <= 0 ? count : active) - 1 } : undefined;
    case "Enter":
      return isOpen && active >= 0 ? { do: "pick", index: active } : { do: "settle" };
    case "Tab":
      if (!isOpen || event.shiftKey) return undefined;
      return active >= 0 || isTyped ? { do: "pick", index: Math.max(active, 0) } : undefined;
    case "Escape":
      return { do: isOpen ? "close" : "clear" };
    default:
      return undefined;
  }
}

function isTyped(items: readonly Completion[], text: string, caret: number): boolean {
  const [first] = items;
  return (
    first !== undefined && first.span.start < caret && first.insert !== text.slice(first.span.start, first.span.end)
  );
}

/** The text as it was before the term at the caret was begun. */
function textWithoutTermAt(query: Query, text: string, caret: number): string {
  const term = query.terms.find(({ start, end }) => start <= caret && caret <= end);
  return term ? `${text.slice(0, term.start)}${text.slice(term.end).trimStart()}`.trim() : text.trim();
}
