import { create } from "zustand";
import { persist } from "zustand/middleware";

/** Ports that were opened in this browser, by the job's id, the latest first. */
type OpenedPorts = Readonly<Record<string, readonly number[]>>;

const PORTS_KEPT = 5;
const JOBS_KEPT = 50;
const NONE: readonly number[] = [];

const useStore = create<{ readonly byJob: OpenedPorts }>()(
  persist(() => ({ byJob: {} }), { name: "jobdeck.openedPorts" }),
);

/** The ports of a job that were opened before, the latest first. */
export function useOpenedPorts(jobId: string): readonly number[] {
  return useStore((state) => state.byJob[jobId] ?? NONE);
}

/** Notes that a port of a job was opened. */
export function noteOpenedPort(jobId: string, port: number): void {
  useStore.setState(({ byJob }) => {
    const ports = [port, ...(byJob[jobId] ?? []).filter((known) => known !== port)].slice(0, PORTS_KEPT);
    const others = Object.entries(byJob).filter(([id]) => id !== jobId);
    return { byJob: Object.fromEntries([...others.slice(1 - JOBS_KEPT), [jobId, ports] as const]) };
  });
}
