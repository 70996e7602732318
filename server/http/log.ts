import { pino, type Logger, type LevelWithSilent } from "pino";

export const LOG_LEVELS: readonly LevelWithSilent[] = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];

/** The server's log: JSON lines on stderr. Neither a header nor an address's query, which may hold a token, is logged. */
export function createLog(level: LevelWithSilent): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { req: describeRequest } },
    pino.destination({ fd: 2, sync: true }),
  );
}

function describeRequest(request: { method?: string; url?: string }): object {
  return { method: request.method, path: request.url?.split("?", 1)[0] };
}
