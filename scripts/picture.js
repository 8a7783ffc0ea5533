/**
 * Draws docs/images/sim-run.svg: a terminal with the summary of a real run, for the README.
 *
 * The run is docs/images/sim-run.json, what `kaa sim run … --json` printed; the text is what the same summary renderer
 * prints with colour. So the picture cannot show what kaa does not print, and a test holds the two together. Anew:
 *
 *     node bin/run.js sim run templates/smart-building/fleets --duration 15s --json > docs/images/sim-run.json
 *     node scripts/picture.js
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The command line in the title bar. */
export const COMMAND = 'kaa sim run fleets --duration 15s';

/** As a constructed pattern, since the escape character cannot be written in a literal one. */
const COLOUR_CODE = new RegExp(`${String.fromCharCode(27)}\\[(\\d+)m`);

const CELL = { width: 8.4, height: 20 };
const MARGIN = { x: 14, top: 40, bottom: 18 };
const COLUMNS_MIN = 80;

const COLOURS = {
  window: '#14181f',
  bar: '#232a35',
  text: '#d6deeb',
  dim: '#8391a7',
  31: '#ff7b84',
  32: '#6fdc8c',
  33: '#f5c451',
  36: '#5cc8e6',
};
const BUTTONS = ['#ff5f57', '#febc2e', '#28c840'];

/**
 * An SVG of a terminal window that shows a text.
 * @param {string} text lines with the colour codes that `commands/render/style.ts` writes
 * @param {string} title what stands in the title bar
 */
export function terminalSvg(text, title) {
  const lines = text
    .replace(/^\n|\n$/g, '')
    .split('\n')
    .map(runsOf);
  const columns = Math.max(COLUMNS_MIN, ...lines.map(widthOf));
  const width = Math.ceil(columns * CELL.width + 2 * MARGIN.x);
  const height = MARGIN.top + lines.length * CELL.height + MARGIN.bottom;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeXml(title)}">`,
    '<style>text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace }</style>',
    `<rect width="${width}" height="${height}" rx="9" fill="${COLOURS.window}" stroke="#3a4454"/>`,
    `<path d="M.5 28V9a8.5 8.5 0 0 1 8.5-8.5h${width - 18}a8.5 8.5 0 0 1 8.5 8.5v19z" fill="${COLOURS.bar}"/>`,
    ...BUTTONS.map((fill, i) => `<circle cx="${18 + i * 18}" cy="14" r="5.5" fill="${fill}"/>`),
    `<text x="${width / 2}" y="19" text-anchor="middle" fill="${COLOURS.dim}">$ ${escapeXml(title)}</text>`,
    ...lines.flatMap(drawLine),
    '</svg>',
    '',
  ].join('\n');
}

/** The parts of a line that look alike: `{ text, column, bold, dim, colour }`. */
function runsOf(line) {
  const runs = [];
  let column = 0;
  let look = { bold: false, dim: false, colour: undefined };
  // The codes stand at the odd places, since the pattern captures them.
  for (const [index, part] of line.split(COLOUR_CODE).entries()) {
    if (index % 2 === 1) look = looking(look, Number(part));
    else if (part !== '') {
      runs.push({ text: part, column, ...look });
      column += [...part].length;
    }
  }
  return runs;
}

function looking(look, code) {
  if (code === 1) return { ...look, bold: true };
  if (code === 2) return { ...look, dim: true };
  if (code === 22) return { ...look, bold: false, dim: false };
  if (code === 39) return { ...look, colour: undefined };
  if (code in COLOURS) return { ...look, colour: COLOURS[code] };
  throw new Error(`no look for colour code ${code}`);
}

/** A run in pieces without two spaces in a row, which SVG would draw as one. */
function wordsOf(run) {
  return [...run.text.matchAll(/\S+(?: \S+)*/g)].map((match) => ({
    ...run,
    text: match[0],
    column: run.column + [...run.text.slice(0, match.index)].length,
  }));
}

/** Each piece stands at its own column and is stretched to its width: fonts differ, columns do not. */
function drawLine(runs, row) {
  const y = MARGIN.top + (row + 0.75) * CELL.height;
  return runs.flatMap(wordsOf).map(({ text, column, bold, dim, colour }) => {
    const x = round(MARGIN.x + column * CELL.width);
    const length = round([...text].length * CELL.width);
    const fill = colour ?? (dim ? COLOURS.dim : COLOURS.text);
    const weight = bold ? ' font-weight="700"' : '';
    return `<text x="${x}" y="${y}" textLength="${length}" fill="${fill}"${weight}>${escapeXml(text)}</text>`;
  });
}

function widthOf(runs) {
  const last = runs.at(-1);
  return last === undefined ? 0 : last.column + [...last.text].length;
}

const round = (value) => Math.round(value * 10) / 10;

function escapeXml(text) {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

async function main() {
  const { summary } = await import('../dist/commands/render/summary.js');
  const { COLOURED } = await import('../dist/commands/render/style.js');
  const images = new URL('../docs/images/', import.meta.url);
  const report = JSON.parse(readFileSync(new URL('sim-run.json', images), 'utf8'));
  const file = new URL('sim-run.svg', images);
  writeFileSync(file, terminalSvg(summary(report, COLOURED), COMMAND));
  console.log(`wrote ${fileURLToPath(file)}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
