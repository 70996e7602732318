import { Button, Tabs } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { apoloCommand, type Equivalent } from "../../lib/equivalents/apoloCommand.ts";
import { briefRequest } from "../../lib/equivalents/briefRequest.ts";
import { curlCommand, jsonText } from "../../lib/equivalents/curlCommand.ts";
import { pythonCode } from "../../lib/equivalents/pythonCode.ts";
import { bodyOf, type FlatBody } from "../../lib/startBody.ts";
import classes from "./EquivalentTabs.module.css";

export interface EquivalentTabsProps {
  readonly job: FlatBody;
  /** What is to be known whichever way is chosen, a sentence each. */
  readonly notes?: readonly string[];
}

interface Way {
  readonly id: string;
  readonly label: string;
  readonly say: (job: FlatBody) => Equivalent;
}

const WAYS: readonly Way[] = [
  { id: "apolo", label: "apolo run", say: withPreset(apoloCommand) },
  { id: "python", label: "Python", say: withPreset(pythonCode) },
  { id: "curl", label: "curl", say: (job) => curlCommand(bodyOf(job), window.location.origin) },
  { id: "json", label: "JSON", say: (job) => jsonText(bodyOf(job)) },
];

const NEEDS_PRESET =
  "The public platform's clients start jobs with presets only: choose one that has the resources of this job.";

function withPreset(say: (request: FlatBody["request"]) => Equivalent): Way["say"] {
  return ({ request, own }) => {
    const { text, notes } = say(own ? { ...request, preset_name: undefined } : request);
    return { text, notes: own ? [NEEDS_PRESET, ...notes] : notes };
  };
}

/** The head of what is around the tabs: a title and the way out. The library's own would be a second banner. */
export function EquivalentHead({ children }: { readonly children: ReactNode }) {
  return <div className={classes.head}>{children}</div>;
}

/** A job in every way in which it can be said outside of the browser, ready to be copied. */
export function EquivalentTabs({ job, notes = [] }: EquivalentTabsProps) {
  const brief = { ...job, request: briefRequest(job.request) };
  return (
    <Tabs defaultValue={WAYS[0]?.id} keepMounted={false}>
      <Tabs.List aria-label="Ways to say it">
        {WAYS.map(({ id, label }) => (
          <Tabs.Tab key={id} value={id}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {WAYS.map(({ id, label, say }) => (
        <Tabs.Panel key={id} value={id} className={classes.panel}>
          <Said label={label} equivalent={say(brief)} notes={notes} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

interface SaidProps {
  readonly label: string;
  readonly equivalent: Equivalent;
  readonly notes: readonly string[];
}

function Said({ label, equivalent, notes }: SaidProps) {
  const clipboard = useClipboard({ timeout: 1500 });
  const outcome = clipboard.error ? "Could not copy: select the text instead" : clipboard.copied ? "Copied" : "";
  return (
    <>
      <pre className={`jd-mono ${classes.text}`} tabIndex={0} aria-label={`As ${label}`}>
        {equivalent.text}
      </pre>
      <div className={classes.foot}>
        <Button
          variant="default"
          size="xs"
          leftSection={clipboard.copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
          onClick={() => clipboard.copy(equivalent.text)}
        >
          Copy
        </Button>
        <span role="status" className={classes.outcome}>
          {outcome}
        </span>
      </div>
      {notes.length + equivalent.notes.length > 0 && (
        <ul className={classes.notes} aria-label="Notes">
          {[...notes, ...equivalent.notes].map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </>
  );
}
