import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { join } from "node:path";
import type { Logger } from "pino";
import * as z from "zod/mini";
import type { Preset, PresetPayload } from "../../contract/config.ts";
import { parse } from "../../contract/parse.ts";
import type { Engine, EngineResources } from "../engines/engine.ts";
import type { Clock } from "./clock.ts";
import { loadPresets, readPreset } from "./presets.ts";
import { isAway, whenThere } from "./whenThere.ts";

/**
 * What there is to run on, and the presets in which it is offered: as the engine says, or, while it has not answered since
 * the server began, as it said last. All three are kept current in place.
 */
export interface Offer {
  readonly resources: EngineResources;
  readonly presets: readonly Preset[];
  readonly presetPayloads: readonly PresetPayload[];
  /** Asks the engine now if it has not answered yet, and again whenever it has been away. @param onChange told of a change */
  begin(onChange: () => void): void;
  /** What the engine says by itself. Presets stay as they are for as long as there was any room when they were made. */
  take(now: EngineResources): void;
  close(): Promise<void>;
}

export interface OfferDeps {
  readonly engine: Pick<Engine, "name" | "probe" | "health">;
  /** Folder of `presets.json`, and of what the engine said last. */
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Logger;
}

const remembered = z.object({
  engine: z.string(),
  cpu: z.number(),
  memoryBytes: z.number(),
  gpus: z.array(z.object({ model: z.string(), memoryBytes: z.number() })),
});

/** @throws ConfigError when the presets file cannot be used; EngineError when the engine cannot be, now or later */
export async function createOffer({ engine, dataDir, clock, log }: OfferDeps): Promise<Offer> {
  const path = join(dataDir, "resources.json");
  const closing = new AbortController();
  let isCurrent = true;
  const resources: { -readonly [Key in keyof EngineResources]: EngineResources[Key] } = {
    ...(await engine.probe().then(remember, (error: unknown) => {
      // An engine that is a part of this server has no excuse.
      if (!isAway(error) || !engine.health) throw error;
      log.warn(`${error.message} Jobdeck waits for it.`);
      isCurrent = false;
      return recall() ?? { cpu: availableParallelism(), memoryBytes: totalmem(), gpus: [] };
    })),
  };
  const presetsPath = join(dataDir, "presets.json");
  const presetPayloads = loadPresets(presetsPath, resources);
  const presets = presetPayloads.map(readPreset);
  let asking: Promise<void> = Promise.resolve();
  let stopWatching: (() => void) | undefined;

  function remember(now: EngineResources): EngineResources {
    if (engine.health) writeFileSync(path, JSON.stringify({ engine: engine.name, ...now }), { mode: 0o600 });
    return now;
  }

  function recall(): EngineResources | undefined {
    if (!existsSync(path)) return undefined;
    try {
      const { engine: name, ...known } = parse(remembered, JSON.parse(readFileSync(path, "utf8")), path);
      return name === engine.name ? known : undefined;
    } catch (error) {
      log.warn({ err: error }, "what the engine said last cannot be read");
      return undefined;
    }
  }

  async function ask(onChange: () => void): Promise<void> {
    const now = remember(await whenThere(() => engine.probe(), { clock, signal: closing.signal }));
    if (JSON.stringify(now) === JSON.stringify(resources)) return;
    Object.assign(resources, now);
    offerAgain();
    onChange();
  }

  function offerAgain(): void {
    presetPayloads.splice(0, presetPayloads.length, ...loadPresets(presetsPath, resources));
    presets.splice(0, presets.length, ...presetPayloads.map(readPreset));
  }

  return {
    ...{ resources, presets, presetPayloads },
    begin(onChange) {
      const askAgain = () =>
        ask(onChange).catch((error: unknown) => {
          if (!closing.signal.aborted) log.error({ err: error }, "what there is to run on could not be found out");
        });
      if (!isCurrent) asking = askAgain();
      stopWatching = engine.health?.onChange(({ state }) => {
        if (state === "ok") asking = asking.then(askAgain);
      });
    },
    take(now) {
      const hadRoom = resources.cpu > 0;
      Object.assign(resources, now);
      if (!hadRoom) offerAgain();
    },
    async close() {
      stopWatching?.();
      closing.abort(new Error("The server is stopping."));
      await asking;
    },
  };
}
