/** A picture of charts, as text of SVG, with its size in pixels. */
export interface ChartImage {
  readonly svg: string;
  readonly widthPx: number;
  readonly heightPx: number;
}

const PADDING_PX = 24;
const HEAD_PX = 40;
const TITLE_PX = 22;
const LINE_PX = 18;
const GAP_PX = 24;
/** Pictures are for slides: sharp on any of them. */
const SCALE = 2;
const FONT = "Inter, system-ui, sans-serif";

/**
 * Draws the charts of a page below each other, with their titles and numbers, as one picture in the page's colours that
 * needs nothing beside itself.
 * @param root what the chart cards are in
 */
export function chartImage(root: HTMLElement, heading: string): ChartImage {
  const cards = [...root.querySelectorAll<HTMLElement>("[data-chart-card]")];
  const widths = cards.map((card) => card.querySelector("[data-curves]")?.clientWidth ?? 0);
  const widthPx = Math.max(360, ...widths) + 2 * PADDING_PX;
  let y = PADDING_PX + HEAD_PX;
  const parts = cards.map((card) => {
    const { content, heightPx } = drawCard(card);
    const part = `<g transform="translate(${PADDING_PX} ${y})">${content}</g>`;
    y += heightPx + GAP_PX;
    return part;
  });
  const heightPx = y;
  const frame = `xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" viewBox="0 0 ${widthPx} ${heightPx}"`;
  const head = text(heading, { x: PADDING_PX, y: PADDING_PX + 14, size: 15, weight: 600 });
  const svg = `<svg ${frame} font-family="${FONT}"><rect width="100%" height="100%" fill="var(--jd-surface)"/>${head}${parts.join("")}</svg>`;
  return { svg: withColors(svg), widthPx, heightPx };
}

function drawCard(card: HTMLElement): { readonly content: string; readonly heightPx: number } {
  const parts = [text(card.getAttribute("aria-label") ?? "", { x: 0, y: 14, size: 13, weight: 600 })];
  let y = TITLE_PX;
  for (const line of numberLines(card)) {
    y += LINE_PX;
    if (line.color) parts.push(`<rect x="0" y="${y - 14}" width="14" height="3" fill="${line.color}"/>`);
    parts.push(text(line.words, { x: line.color ? 20 : 0, y: y - 8, size: 12 }));
  }
  // The frame first: curves lie on it.
  const pictures = [...card.querySelectorAll("[data-measure] svg.recharts-surface, [data-curves]")];
  for (const picture of pictures) {
    parts.push(`<g transform="translate(0 ${y})">${new XMLSerializer().serializeToString(picture)}</g>`);
  }
  return { content: parts.join(""), heightPx: y + Math.max(0, ...pictures.map((picture) => picture.clientHeight)) };
}

/** The numbers beside a chart as lines of text: one of a job that is alone, else one each. */
function numberLines(card: HTMLElement): { readonly words: string; readonly color?: string | undefined }[] {
  const facts = [...card.querySelectorAll("[data-export] > div")].map((fact) => factWords(fact));
  const rows = [...card.querySelectorAll("table tbody tr")].map((row) => ({
    words: [...row.children].map((cell) => cell.textContent.trim()).join(" · "),
    color: row.querySelector("path")?.getAttribute("stroke") ?? undefined,
  }));
  return facts.length > 0 ? [{ words: facts.join(" · ") }] : rows;
}

function factWords(fact: Element): string {
  return `${fact.querySelector("dt")?.textContent} ${fact.querySelector("dd")?.textContent}`;
}

interface TextPlace {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly weight?: number;
}

function text(words: string, { x, y, size, weight = 400 }: TextPlace): string {
  const safe = words.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="var(--mantine-color-text)">${safe}</text>`;
}

/** A picture knows nothing of the page's variables. */
function withColors(svg: string): string {
  const styles = getComputedStyle(document.documentElement);
  return svg.replace(/var\((--[\w-]+)\)/g, (_, name: string) => styles.getPropertyValue(name).trim() || "#888888");
}

/** The picture as PNG, in twice its size. @throws Error when the browser cannot draw it */
export async function pngOf({ svg, widthPx, heightPx }: ChartImage): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [widthPx * SCALE, heightPx * SCALE];
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return await new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error("The browser could not draw the picture."));
    }, "image/png");
  });
}
