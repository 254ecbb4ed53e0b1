import type { Series } from './prometheus.js';

/** A panel and what Prometheus answered. */
export interface FilledPanel {
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly { readonly legend: string; readonly points: Series['points'] }[];
}

const COLUMNS = 3;
const WIDTH = 400;
const HEIGHT = 230;
const GAP = 12;
const PLOT = { left: 52, top: 40, width: WIDTH - 68, height: 110 };
const COLOURS = ['#73bf69', '#f2cc0c', '#5794f2', '#ff780a', '#f2495c', '#b877d9', '#8ab8ff', '#37872d'];
const LEGEND_LINES = 3;

/** Draws panels much as Grafana lays them out: one picture, three panels a row. */
export function drawPanels(panels: readonly FilledPanel[]): string {
  const rows = Math.ceil(panels.length / COLUMNS);
  const width = COLUMNS * (WIDTH + GAP) + GAP;
  const height = rows * (HEIGHT + GAP) + GAP;
  const drawn = panels.map((panel, index) => {
    const x = GAP + (index % COLUMNS) * (WIDTH + GAP);
    const y = GAP + Math.floor(index / COLUMNS) * (HEIGHT + GAP);
    return `<g transform="translate(${x} ${y})">${drawPanel(panel)}</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="The dashboard during two rollouts"`,
    ` font-family="Inter, Helvetica, Arial, sans-serif" font-size="11" fill="#ccccdc">`,
    `<rect width="100%" height="100%" fill="#111217"/>`,
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
}

function drawPanel({ title, unit, lines }: FilledPanel): string {
  const values = lines.flatMap(({ points }) => points.map(([, value]) => value)).filter(Number.isFinite);
  const top = niceTop(Math.max(0, ...values));
  const seconds = lines.flatMap(({ points }) => points.map(([second]) => second));
  const range = { first: Math.min(...seconds), last: Math.max(...seconds), top };
  return [
    `<rect width="${WIDTH}" height="${HEIGHT}" rx="3" fill="#181b1f" stroke="#2c3235"/>`,
    `<text x="12" y="22" font-size="13" font-weight="600">${escaped(title)}</text>`,
    ...[0, 0.5, 1].map(share => gridLine(share, share * top, unit)),
    ...lines.map(({ points }, index) => drawLine(points, range, colourOf(index))),
    ...lines.slice(0, LEGEND_LINES).map(({ legend }, index) => legendLine(legend, index)),
    ...(lines.length > LEGEND_LINES ? [legendText(`and ${lines.length - LEGEND_LINES} more`, LEGEND_LINES)] : []),
  ].join('');
}

function gridLine(share: number, value: number, unit: string): string {
  const y = PLOT.top + PLOT.height * (1 - share);
  const label = `<text x="${PLOT.left - 8}" y="${y + 4}" text-anchor="end" fill="#8e8ea0">${labelOf(value, unit)}</text>`;
  return `<path d="M${PLOT.left} ${y}h${PLOT.width}" stroke="#2c3235"/>${label}`;
}

function labelOf(value: number, unit: string): string {
  const digits = value === 0 || value >= 10 ? 0 : value >= 1 ? 1 : 2;
  return `${value.toFixed(value < 0.01 && value > 0 ? 4 : digits)}${unit === 's' ? ' s' : unit === 'ops' || unit === 'reqps' ? '/s' : ''}`;
}

/** A line that is broken where there is no value. */
function drawLine(
  points: Series['points'],
  { first, last, top }: { readonly first: number; readonly last: number; readonly top: number },
  colour: string,
): string {
  let pen = 'M';
  const path = points.map(([second, value]) => {
    if (!Number.isFinite(value)) {
      pen = 'M';
      return '';
    }
    const x = PLOT.left + (PLOT.width * (second - first)) / Math.max(1, last - first);
    const y = PLOT.top + PLOT.height * (1 - value / top);
    const step = `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
    pen = 'L';
    return step;
  });
  return `<path d="${path.join('')}" fill="none" stroke="${colour}" stroke-width="1.5"/>`;
}

function legendLine(legend: string, index: number): string {
  const y = PLOT.top + PLOT.height + 22 + index * 15;
  return `<path d="M14 ${y - 4}h14" stroke="${colourOf(index)}" stroke-width="3"/>${legendText(legend, index)}`;
}

function legendText(text: string, index: number): string {
  return `<text x="34" y="${PLOT.top + PLOT.height + 22 + index * 15}">${escaped(text)}</text>`;
}

function colourOf(index: number): string {
  return COLOURS[index % COLOURS.length] ?? '';
}

/** The next of 1, 2, 5, 10, 20, ... above a value. */
function niceTop(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find(step => step * power >= value) ?? 10) * power;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
