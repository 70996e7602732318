import { expect, it } from "vitest";
import { isBareShell, ownTarget, SHELL_CHOICES, targetLabel, targetOf } from "./terminalTarget.ts";

it("names every choice, and what somebody wrote himself", () => {
  expect(SHELL_CHOICES.map((choice) => targetLabel(targetOf(choice, "a1")))).toEqual(
    SHELL_CHOICES.map(({ label }) => label),
  );
  expect(targetLabel(ownTarget("htop -d 20"))).toBe("htop -d 20");
  expect(targetLabel({ kind: "attach", tty: true })).toBe("Attached");
});

it("leads back to the same tmux session by the same command", () => {
  const tmux = SHELL_CHOICES.find(({ id }) => id === "tmux");
  expect(tmux && targetOf(tmux, "a1")).toEqual({
    kind: "exec",
    commands: ["tmux new-session -A -s jobdeck-a1"],
    returns: true,
  });
});

it("tells shells from programs", () => {
  expect(["bash", "/bin/sh", "python3", "bash -c top"].map((command) => isBareShell(ownTarget(command)))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
