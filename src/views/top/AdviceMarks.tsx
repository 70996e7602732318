import { IconAlertTriangle, IconCpuOff, IconMessageOff, IconZzz, type Icon } from "@tabler/icons-react";
import type { Advice } from "../../lib/advice/advice.ts";
import classes from "./Top.module.css";

const ICONS: Readonly<Record<Advice["kind"], Icon>> = {
  memory: IconAlertTriangle,
  "gpu-idle": IconZzz,
  silent: IconMessageOff,
  cpu: IconCpuOff,
};

const WORDS: Readonly<Record<Advice["kind"], string>> = {
  memory: "memory",
  "gpu-idle": "GPU idle",
  silent: "silent",
  cpu: "few CPUs",
};

/** Advice as marks beside a job's name; what it rests on is told on hover and on the job's own page. */
export function AdviceMarks({ advice }: { readonly advice: readonly Advice[] }) {
  return advice.map(({ kind, title, evidence }) => {
    const Symbol = ICONS[kind];
    return (
      <span key={kind} className={classes.mark} data-kind={kind} title={`${title}. ${evidence}`}>
        <Symbol size={12} aria-hidden />
        {WORDS[kind]}
      </span>
    );
  });
}
