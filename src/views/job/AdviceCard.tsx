import { IconAlertTriangle, IconCpuOff, IconMessageOff, IconZzz, type Icon } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Job } from "../../../contract/job.ts";
import type { Advice, PresetAdvice } from "../../lib/advice/advice.ts";
import { creditsText } from "../../lib/credits.ts";
import { routes } from "../../paths.ts";
import classes from "./Advice.module.css";
import { Section } from "./Facts.tsx";
import { useAdvice } from "./useAdvice.ts";

const ICONS: Readonly<Record<Advice["kind"], Icon>> = {
  memory: IconAlertTriangle,
  "gpu-idle": IconZzz,
  silent: IconMessageOff,
  cpu: IconCpuOff,
};

/** What might be done about a job, and what that rests on; nothing at all when all is well. */
export function AdviceCard({ job }: { readonly job: Job }) {
  const advice = useAdvice(job);
  if (advice.length === 0) return null;
  return (
    <Section title="Advice">
      <ul className={classes.list}>
        {advice.map((item) => {
          const Symbol = ICONS[item.kind];
          return (
            <li key={item.kind} className={classes.item} data-kind={item.kind}>
              <Symbol size={16} className={classes.icon} aria-hidden />
              <div className={classes.text}>
                <p className={classes.title}>{item.title}</p>
                <p className={classes.evidence}>{item.evidence}</p>
                {item.preset && <PresetWords preset={item.preset} job={job} />}
              </div>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

function PresetWords({ preset, job }: { readonly preset: PresetAdvice; readonly job: Job }) {
  const { name, savesPerHour } = preset;
  const cost =
    savesPerHour === 0
      ? "for the same price"
      : savesPerHour > 0
        ? `and save ${creditsText(savesPerHour)} an hour`
        : `for ${creditsText(-savesPerHour)} an hour more`;
  return (
    <p className={classes.evidence}>
      <Link to={routes.start} search={{ from: job.id, preset: name }} className={classes.link}>
        Next time start it with {name}
      </Link>{" "}
      {cost}.
    </p>
  );
}
