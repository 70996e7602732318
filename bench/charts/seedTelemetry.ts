import { openDatabase } from "../../server/platform/store/database.ts";
import { createTelemetryStore } from "../../server/platform/store/telemetry.ts";
import { createRecorder } from "../../server/platform/history/recorder.ts";

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;

/**
 * Writes thirty days of a job's telemetry into the data folder of a server that is not running: a sample a second in the
 * last hour, fewer before, as only their steps are kept. @returns samples taken in a second of work
 */
export function seedTelemetry(dataDir: string, jobId: string, endMs: number): number {
  const database = openDatabase(dataDir);
  try {
    const store = createTelemetryStore(database.db);
    const recorder = createRecorder(jobId, store);
    const endS = Math.floor(endMs / 1000);
    const before = process.cpuUsage();
    let count = 0;
    for (let timeS = endS - 30 * DAY_S; timeS <= endS; timeS += gapSeconds(endS - timeS)) {
      recorder.take(sampleAt(timeS));
      count += 1;
      if (count % 600 === 0) store.save(recorder.flush());
    }
    store.save(recorder.flush());
    const { user, system } = process.cpuUsage(before);
    return (count / (user + system)) * 1e6;
  } finally {
    database.close();
  }
}

function gapSeconds(ageSeconds: number): number {
  if (ageSeconds > DAY_S) return 20;
  return ageSeconds > HOUR_S ? 5 : 1;
}

function sampleAt(timeS: number) {
  const wave = 1 + Math.sin(timeS / 1800);
  return {
    ...{ timestamp: timeS, cpu: wave, memory: 1024 * wave, memory_bytes: wave * 2 ** 30 },
    ...{ gpu_duty_cycle: 50 * wave, gpu_memory: 2048, gpu_memory_bytes: 2 ** 31 },
  };
}
