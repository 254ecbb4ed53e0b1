import { text } from 'node:stream/consumers';

// Draws what a terminal showed as an SVG for the README: npm run demo | node --import tsx test/demo/draw-recording.ts

const COLUMNS = 118;
const CHARACTER_WIDTH = 7.2;
const LINE_HEIGHT = 17;
const MARGIN = 18;

const STYLES: readonly (readonly [pattern: RegExp, fill: string])[] = [
  [/^\d\. /, '#7ee787'],
  [/upgrading|NOT READY/, '#f2cc60'],
  [/^ *\$ /, '#79c0ff'],
];

function draw(lines: readonly string[]): string {
  const width = COLUMNS * CHARACTER_WIDTH + 2 * MARGIN;
  const height = lines.length * LINE_HEIGHT + 2 * MARGIN;
  const rows = lines.map((line, index) => {
    const fill = STYLES.find(([pattern]) => pattern.test(line))?.[1] ?? '#e6edf3';
    const y = MARGIN + (index + 1) * LINE_HEIGHT - 4;
    return `<text x="${String(MARGIN)}" y="${String(y)}" fill="${fill}">${escaped(line.slice(0, COLUMNS))}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(width)} ${String(height)}" role="img"`,
    ` aria-label="A terminal: five pods get a new sidecar in place, one after the other"`,
    ` font-family="ui-monospace, Menlo, Consolas, monospace" font-size="12" xml:space="preserve">`,
    `<rect width="100%" height="100%" rx="8" fill="#0d1117"/>`,
    ...rows,
    '</svg>',
    '',
  ].join('\n');
}

function escaped(line: string): string {
  return line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll(' ', '\u00a0');
}

// eslint-disable-next-line no-control-regex -- colours begin with the escape character
const plain = (await text(process.stdin)).replaceAll(/\u001b\[[0-9;]*m/g, '');
// By-hand hints name a path of the machine that recorded.
const shown = plain.split(/\n.*Go on by hand/)[0] ?? '';
process.stdout.write(draw(shown.trim().split('\n')));
