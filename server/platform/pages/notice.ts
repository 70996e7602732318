import type { OutgoingHttpHeaders, ServerResponse } from "node:http";

/** What a visitor is told in place of a job's page. */
export interface Notice {
  readonly status: number;
  readonly title: string;
  readonly text: string;
  /** Whether trying again soon may help: the page then reloads itself. */
  readonly reloads?: boolean;
}

const RELOAD_SECONDS = 2;

const STYLE = `
  :root { color-scheme: light dark; }
  body { max-width: 32rem; margin: 20vh auto 0; padding: 0 1.5rem; font: 15px/1.5 system-ui, sans-serif; }
  h1 { margin: 0 0 0.5rem; font-size: 20px; }
  p { margin: 0; opacity: 0.75; overflow-wrap: anywhere; }`;

/** Answers with a small page of our own; it loads nothing and runs nothing. */
export function sendNotice(response: ServerResponse, { status, title, text, reloads = false }: Notice): void {
  const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(title)}</title><style>${STYLE}</style></head>
<body><main><h1>${escape(title)}</h1><p>${escape(text)}</p></main></body>
</html>
`;
  const headers: OutgoingHttpHeaders = {
    "content-type": "text/html; charset=utf-8",
    "content-length": Buffer.byteLength(page),
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
    "x-content-type-options": "nosniff",
  };
  if (reloads) Object.assign(headers, { "retry-after": String(RELOAD_SECONDS), refresh: String(RELOAD_SECONDS) });
  response.writeHead(status, headers);
  response.end(page);
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
